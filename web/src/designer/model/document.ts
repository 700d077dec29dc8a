/** Questions about a drawn job. The document itself is a `JobDefinition`, never changed in place. */

import type { JobDefinition, JobEdge, JobNode } from '../../lib/definition';

export const NODE_WIDTH = 180;
export const NODE_HEIGHT = 44;
export const GRID = 16;

export function edgeKey(edge: { source: string; target: string }): string {
  return `${edge.source}->${edge.target}`;
}

export function nodeById(doc: JobDefinition, id: string): JobNode | undefined {
  return doc.nodes.find((node) => node.id === id);
}

export function edgeByKey(doc: JobDefinition, key: string): JobEdge | undefined {
  return doc.edges.find((edge) => edgeKey(edge) === key);
}

function neighbours(edges: readonly JobEdge[], from: 'source' | 'target'): Map<string, string[]> {
  const out = new Map<string, string[]>();
  for (const edge of edges) {
    const key = edge[from];
    const list = out.get(key) ?? [];
    list.push(from === 'source' ? edge.target : edge.source);
    out.set(key, list);
  }
  return out;
}

/** All nodes that `start` can reach against the direction of the edges, without itself. */
export function upstreamOf(doc: JobDefinition, start: string): Set<string> {
  return reach(neighbours(doc.edges, 'target'), start);
}

export function downstreamOf(doc: JobDefinition, start: string): Set<string> {
  return reach(neighbours(doc.edges, 'source'), start);
}

function reach(next: Map<string, string[]>, start: string): Set<string> {
  const seen = new Set<string>();
  const open = [...(next.get(start) ?? [])];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(next.get(id) ?? []));
  }
  return seen;
}

export type ConnectRefusal = 'self' | 'twice' | 'cycle';

/** Why an edge may not be drawn, or null when it may. */
export function connectRefusal(doc: JobDefinition, source: string, target: string): ConnectRefusal | null {
  if (source === target) return 'self';
  if (doc.edges.some((edge) => edge.source === source && edge.target === target)) return 'twice';
  if (downstreamOf(doc, target).has(source)) return 'cycle';
  return null;
}

/** The first free name of the form `sql`, `sql_2`, ... */
export function freeName(doc: JobDefinition, wish: string, taken: ReadonlySet<string> = new Set()): string {
  const names = new Set(doc.nodes.map((node) => node.name));
  const free = (name: string) => !names.has(name) && !taken.has(name);
  if (free(wish)) return wish;
  const stem = wish.replace(/_\d+$/, '');
  let number = 2;
  while (!free(`${stem}_${number}`)) number += 1;
  return `${stem}_${number}`;
}

/** An id that no node has; ids survive renaming, so they carry no name. */
export function freeId(doc: JobDefinition, taken: ReadonlySet<string> = new Set()): string {
  const ids = new Set(doc.nodes.map((node) => node.id));
  let number = doc.nodes.length + taken.size + 1;
  while (ids.has(`n${number}`) || taken.has(`n${number}`)) number += 1;
  return `n${number}`;
}
