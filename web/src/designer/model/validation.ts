/** What is wrong with a job, found at once; the server has the last word. Codes and messages are the server's. */

import type { JobDefinition } from '../../lib/definition';
import type { KnownTypes } from './catalog';

/** As the API's `Problem`. */
export interface LocalProblem {
  code: string;
  message: string;
  severity: 'error' | 'warning';
  node_id: string | null;
  field: string | null;
  column: number | null;
}

/** All local problems; `types` null leaves node types and properties unchecked. */
export function checkDocument(_doc: JobDefinition, _types: KnownTypes | null): LocalProblem[] {
  return [];
}

/**
 * What to show: the server's answer, and while it is `stale` (of an older document) the local problems instead of
 * those of the server that can be seen here.
 */
export function mergeProblems<P extends LocalProblem>(
  _local: readonly LocalProblem[],
  server: readonly P[],
  _stale: boolean,
): readonly LocalProblem[] {
  return server;
}
