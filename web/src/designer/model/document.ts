/** Questions about a drawn job. The document itself is a `JobDefinition`, never changed in place. */

import type { CanvasGroup, CanvasNote, JobDefinition, JobEdge, JobNode } from '../../lib/definition';
import { edgeKey } from './changes';
import { once } from './memo';

export const NODE_WIDTH = 180;
export const NODE_HEIGHT = 44;
export const GRID = 16;

const nodesById = once((nodes: readonly JobNode[]) => new Map(nodes.map((node) => [node.id, node])));
const groupsById = once((groups: readonly CanvasGroup[]) => new Map(groups.map((group) => [group.id, group])));
const edgesByKey = once((edges: readonly JobEdge[]) => new Map(edges.map((edge) => [edgeKey(edge), edge])));
const outgoing = once((edges: readonly JobEdge[]) => neighbours(edges, 'source'));
const incoming = once((edges: readonly JobEdge[]) => neighbours(edges, 'target'));

export function nodeById(doc: JobDefinition, id: string): JobNode | undefined {
  return nodesById(doc.nodes).get(id);
}

export function edgeByKey(doc: JobDefinition, key: string): JobEdge | undefined {
  return edgesByKey(doc.edges).get(key);
}

export function groupById(doc: JobDefinition, id: string): CanvasGroup | undefined {
  return groupsById(doc.groups).get(id);
}

export function noteById(doc: JobDefinition, id: string): CanvasNote | undefined {
  return doc.notes.find((note) => note.id === id);
}

/** Ids of the nodes that edges lead to from `id`. */
export function nextOf(doc: JobDefinition, id: string): readonly string[] {
  return outgoing(doc.edges).get(id) ?? [];
}

export function previousOf(doc: JobDefinition, id: string): readonly string[] {
  return incoming(doc.edges).get(id) ?? [];
}

function neighbours(edges: readonly JobEdge[], from: 'source' | 'target'): ReadonlyMap<string, readonly string[]> {
  const out = new Map<string, string[]>();
  for (const edge of edges) {
    const key = edge[from];
    const other = from === 'source' ? edge.target : edge.source;
    const list = out.get(key);
    if (list) list.push(other);
    else out.set(key, [other]);
  }
  return out;
}

/** All nodes that `start` can reach against the direction of the edges, without itself. */
export function upstreamOf(doc: JobDefinition, start: string): Set<string> {
  return reach(incoming(doc.edges), start);
}

export function downstreamOf(doc: JobDefinition, start: string): Set<string> {
  return reach(outgoing(doc.edges), start);
}

function reach(next: ReadonlyMap<string, readonly string[]>, start: string): Set<string> {
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
  if (edgeByKey(doc, edgeKey({ source, target }))) return 'twice';
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

/** An id that no group or note has. */
export function freePartId(doc: JobDefinition, list: 'groups' | 'notes'): string {
  const letter = list === 'groups' ? 'g' : 'c';
  const ids = new Set(doc[list].map((part) => part.id));
  let number = ids.size + 1;
  while (ids.has(`${letter}${number}`)) number += 1;
  return `${letter}${number}`;
}

/** An id that no node has; ids survive renaming, so they carry no name. */
export function freeId(doc: JobDefinition, taken: ReadonlySet<string> = new Set()): string {
  const ids = new Set(doc.nodes.map((node) => node.id));
  let number = doc.nodes.length + taken.size + 1;
  while (ids.has(`n${number}`) || taken.has(`n${number}`)) number += 1;
  return `n${number}`;
}
