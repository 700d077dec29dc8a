/** Where edges begin and end at their nodes. */

import type { JobDefinition, JobEdge } from '../../lib/definition';
import { edgeKey } from '../model/changes';
import { nodeById } from '../model/document';

const SPREAD = 24;
const MAX_SHIFT = 72;

interface Sides {
  readonly keys: readonly string[];
  /** Indexes of the edges that leave, and that reach, one node: only where there are several. */
  readonly leaving: readonly (readonly number[])[];
  readonly reaching: readonly (readonly number[])[];
}

const sides = new WeakMap<readonly JobEdge[], Sides>();

function sidesOf(edges: readonly JobEdge[]): Sides {
  const known = sides.get(edges);
  if (known) return known;
  const made = { keys: edges.map(edgeKey), leaving: several(edges, 'source'), reaching: several(edges, 'target') };
  sides.set(edges, made);
  return made;
}

function several(edges: readonly JobEdge[], side: 'source' | 'target'): number[][] {
  const groups = new Map<string, number[]>();
  for (const [index, edge] of edges.entries()) {
    const group = groups.get(edge[side]);
    if (group) group.push(index);
    else groups.set(edge[side], [index]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

export interface Shifts {
  readonly keys: readonly string[];
  /** By the index of the edge: how far from the middle of the side it begins and ends. */
  readonly from: Float32Array;
  readonly to: Float32Array;
}

/** Edges of one side stand apart, ordered as the nodes at their other ends. */
export function shiftsOf(doc: JobDefinition): Shifts {
  const { keys, leaving, reaching } = sidesOf(doc.edges);
  return { keys, from: spread(doc, leaving, 'target'), to: spread(doc, reaching, 'source') };
}

function spread(doc: JobDefinition, groups: Sides['leaving'], other: 'source' | 'target'): Float32Array {
  const out = new Float32Array(doc.edges.length);
  const x = (index: number) => nodeById(doc, doc.edges[index]?.[other] ?? '')?.position?.x ?? 0;
  for (const group of groups) {
    const sorted = group.map((index) => ({ index, at: x(index) })).sort((a, b) => a.at - b.at);
    const step = Math.min(SPREAD, (2 * MAX_SHIFT) / (sorted.length - 1));
    for (const [place, { index }] of sorted.entries()) out[index] = (place - (sorted.length - 1) / 2) * step;
  }
  return out;
}

const merging = new WeakMap<readonly JobEdge[], ReadonlySet<string>>();

/** Nodes that at least two conditional edges lead to: there the branch policy of the job decides (R73). */
export function mergingNodes(doc: JobDefinition): ReadonlySet<string> {
  const known = merging.get(doc.edges);
  if (known) return known;
  const once = new Set<string>();
  const twice = new Set<string>();
  for (const { target, condition } of doc.edges) {
    if (condition === null) continue;
    if (once.has(target)) twice.add(target);
    else once.add(target);
  }
  merging.set(doc.edges, twice);
  return twice;
}
