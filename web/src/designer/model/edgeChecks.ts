/** Edges and circles, as the server checks them. */

import type { JobDefinition } from '../../lib/definition';
import { edgeKey } from './changes';
import { findCycle } from './graph';
import { type LocalProblem, problem } from './problem';

export function checkEdges(doc: JobDefinition): LocalProblem[] {
  const names = new Map(doc.nodes.map((node) => [node.id, node.name]));
  const seen = new Set<string>();
  const found: LocalProblem[] = [];
  for (const [index, edge] of doc.edges.entries()) {
    const key = edgeKey(edge);
    const source = names.get(edge.source) ?? edge.source;
    const target = names.get(edge.target) ?? edge.target;
    const unknown = [edge.source, edge.target].find((end) => !names.has(end));
    const node = names.has(edge.target) ? edge.target : null;
    const at = { node, field: `edges[${index}]`, values: { source, target } };
    if (unknown !== undefined) {
      const message = `An edge from ${source} to ${target} has no node ${unknown}. Remove the edge.`;
      found.push(problem('unknown_edge_end', message, { ...at, values: { ...at.values, name: unknown } }));
    } else if (edge.source === edge.target) {
      found.push(problem('self_edge', `An edge leads from ${source} to itself. Remove it.`, at));
    } else if (seen.has(key)) {
      found.push(problem('duplicate_edge', `There are several edges from ${source} to ${target}. Keep one.`, at));
    }
    seen.add(key);
  }
  const circle = findCycle(doc);
  if (circle) {
    const path = circle.map((id) => names.get(id)).join(' -> ');
    const message = `The edges run in a circle: ${path}. Remove one of them.`;
    found.push(problem('cycle', message, { node: circle[0] as string, values: { path } }));
  }
  return found;
}
