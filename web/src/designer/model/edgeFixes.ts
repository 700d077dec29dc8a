/** Quick fixes that take an edge away. */

import type { JobDefinition, JobEdge } from '../../lib/definition';
import { type Change, edgeKey } from './changes';
import { endNames } from './commands';
import { change, type Fix } from './fix';
import { findCycle } from './graph';
import type { LocalProblem } from './problem';

const OF_EDGES = new Set(['unknown_edge_end', 'self_edge', 'duplicate_edge']);

/** The edge that a field such as `edges[2].condition` speaks of. */
export function edgeAt(doc: JobDefinition, field: string | null): { edge: JobEdge; index: number } | null {
  const index = Number(/^edges\[(\d+)\]/.exec(field ?? '')?.[1] ?? -1);
  const edge = doc.edges[index];
  return edge ? { edge, index } : null;
}

export function edgeFix(doc: JobDefinition, problem: LocalProblem): Fix | null {
  const found = OF_EDGES.has(problem.code) ? edgeAt(doc, problem.field) : closing(doc, problem);
  if (!found) return null;
  const key = edgeKey(found.edge);
  const source = endNames(doc, { source: found.edge.source, target: found.edge.source }).split(', ')[0] ?? '';
  const target = endNames(doc, { source: found.edge.target, target: found.edge.target }).split(', ')[0] ?? '';
  return change('remove_edge', { source, target }, (now) => removal(now, key, found.index), endNames(doc, found.edge));
}

/** The last edge of the circle: the one that closes it. */
function closing(doc: JobDefinition, problem: LocalProblem): { edge: JobEdge; index: number } | null {
  const circle = problem.code === 'cycle' ? findCycle(doc) : null;
  const [source, target] = circle?.slice(-2) ?? [];
  const index = doc.edges.findIndex((edge) => edge.source === source && edge.target === target);
  const edge = doc.edges[index];
  return edge ? { edge, index } : null;
}

/** Takes away the edge at that place, or where it is by now; of several alike the last. */
function removal(doc: JobDefinition, key: string, expected: number): Change[] {
  const there = doc.edges[expected];
  const index = there && edgeKey(there) === key ? expected : doc.edges.findLastIndex((edge) => edgeKey(edge) === key);
  const item = doc.edges[index];
  return item ? [{ kind: 'remove', list: 'edges', index, item }] : [];
}
