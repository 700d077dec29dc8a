/** Search inside one job: names, types, properties, parameters, conditions, notes, descriptions. */

import type { JobDefinition } from '../../lib/definition';
import type { KnownTypes } from './catalog';

export type HitKind = 'node' | 'edge' | 'group' | 'note' | 'param' | 'job';

export interface Hit {
  readonly kind: HitKind;
  /** Node, group or note id, edge key, parameter name; empty for the job. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** Where it was found, dotted as in problems: `name`, `properties.sql`, `condition`. */
  readonly field: string;
  readonly excerpt: string;
  /** Begin and end of what matched in the excerpt. */
  readonly ranges: readonly (readonly [number, number])[];
}

export interface SearchContext {
  /** Node id -> state, for `state:`. */
  readonly states?: ReadonlyMap<string, string>;
  /** Ids of nodes with problems, for `invalid`. */
  readonly invalid?: ReadonlySet<string>;
  readonly types?: KnownTypes;
}

/** Words are all to be found in one object; filters: `type:`, `state:`, `uses:`, `invalid`. The best hit first. */
export function search(_doc: JobDefinition, _query: string, _context: SearchContext = {}): Hit[] {
  return [];
}
