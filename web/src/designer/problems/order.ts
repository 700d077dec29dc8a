/** Problems in the order in which they are shown and walked: errors first, then as the job flows. */

import type { Problem } from '../../api/types';
import type { JobDefinition } from '../../lib/definition';
import { edgeKey } from '../model/changes';
import { topologicalOrder } from '../model/graph';
import { once } from '../model/memo';

const places = once((doc: JobDefinition) => new Map(topologicalOrder(doc).map((id, index) => [id, index])));

const EDGE_FIELD = /^edges\[(\d+)\]/;

/** The key of the edge that a problem names by its place in the list; null where it names none. */
export function edgeOfProblem(problem: Pick<Problem, 'field'>, doc: JobDefinition): string | null {
  const found = EDGE_FIELD.exec(problem.field ?? '');
  const edge = found ? doc.edges[Number(found[1])] : undefined;
  return edge ? edgeKey(edge) : null;
}

export function sortedProblems<P extends Problem>(problems: readonly P[], doc: JobDefinition): P[] {
  const place = places(doc);
  const after = doc.nodes.length;
  const rank = (problem: P) => (problem.node_id === null ? -1 : (place.get(problem.node_id) ?? after));
  const severity = (problem: P) => (problem.severity === 'error' ? 0 : 1);
  // Sorting keeps the order of equals: the server's, which is that of the form.
  return [...problems].sort((a, b) => severity(a) - severity(b) || rank(a) - rank(b));
}

/**
 * Problems of an older document as they are in this one: what names nodes or edges that are gone is left out, and
 * edges are named by the place they have now.
 */
export function carriedOver<P extends Problem>(problems: readonly P[], from: JobDefinition, to: JobDefinition): P[] {
  if (from === to) return [...problems];
  const place = places(to);
  const edges = new Map(to.edges.map((edge, index) => [edgeKey(edge), index]));
  return problems.flatMap((problem) => {
    if (problem.node_id !== null && !place.has(problem.node_id)) return [];
    const key = edgeOfProblem(problem, from);
    if (key === null) return [problem];
    const index = edges.get(key);
    return index === undefined
      ? []
      : [{ ...problem, field: (problem.field ?? '').replace(EDGE_FIELD, `edges[${index}]`) }];
  });
}

/** What tells one problem from all others, for lists. */
export function problemKey(problem: Problem): string {
  return [problem.code, problem.node_id, problem.field, problem.column, problem.message].join('\n');
}
