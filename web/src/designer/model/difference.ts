/** What differs between two documents, down to single fields. */

import type { JobDefinition } from '../../lib/definition';

export type DifferenceKind = 'added' | 'removed' | 'changed' | 'moved';
export type DifferencePart = 'node' | 'edge' | 'group' | 'note' | 'param' | 'job';

export interface FieldDifference {
  /** Dotted, as in problems: `properties.sql`, `retry.times`. */
  readonly path: string;
  /** undefined: absent. */
  readonly before: unknown;
  readonly after: unknown;
}

export interface PartDifference {
  /** `moved`: only its place differs. */
  readonly kind: DifferenceKind;
  readonly part: DifferencePart;
  /** Node, group or note id, edge key, parameter name; empty for the job. */
  readonly id: string;
  /** For people: names instead of ids. */
  readonly name: string;
  readonly fields: readonly FieldDifference[];
}

/** From `a` to `b`; nodes first, then edges, groups, notes, parameters, the job itself. Empty where they are equal. */
export function difference(_a: JobDefinition, _b: JobDefinition): PartDifference[] {
  return [];
}
