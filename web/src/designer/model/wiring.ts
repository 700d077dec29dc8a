/** Commands that lay edges: into an edge, around removed nodes, from end to end, many at once. */

import type { JobDefinition, JobEdge, JobNode } from '../../lib/definition';
import { type Change, edgeKey } from './changes';
import { appended, type Command, type CommandName, endNames, named, newEdge, removalOfParts } from './commands';
import { type ConnectRefusal, connectRefusal, edgeByKey, nextOf, nodeById, previousOf } from './document';
import { placeOf } from './geometry';
import { findCycle, illegalSources, illegalTargets } from './graph';

/** Why a node that is there already may not be put into an edge, or null when it may. */
export function insertRefusal(doc: JobDefinition, key: string, id: string): ConnectRefusal | null {
  const edge = edgeByKey(doc, key);
  if (!edge || edge.source === id || edge.target === id) return 'self';
  const into = connectRefusal(doc, edge.source, id);
  return into ?? connectRefusal(doc, id, edge.target);
}

/** Puts a node, new or there already, into an edge. The first half keeps what the edge had. */
export function insertOnEdge(doc: JobDefinition, key: string, node: JobNode): Command {
  const index = doc.edges.findIndex((edge) => edgeKey(edge) === key);
  const edge = doc.edges[index];
  const isNew = nodeById(doc, node.id) === undefined;
  const changes: Change[] = isNew ? appended(doc, 'nodes', [node]) : [];
  if (edge && (isNew || insertRefusal(doc, key, node.id) === null)) {
    const second = newEdge(node.id, edge.target);
    changes.push(
      { kind: 'remove', list: 'edges', index, item: edge },
      { kind: 'insert', list: 'edges', index, item: { ...edge, target: node.id } },
      { kind: 'insert', list: 'edges', index: index + 1, item: second },
    );
  }
  return { name: 'insert_on_edge', object: node.name, key: '', changes };
}

/**
 * Removes nodes and leads each edge into them on to the nodes after them. The new edges keep the condition of the
 * edge that led in; there is never a second one between two nodes, nor one of a node to itself.
 */
export function removeAndReconnect(doc: JobDefinition, ids: readonly string[]): Command {
  const gone = new Set(ids);
  const keys = new Set(doc.edges.map(edgeKey));
  const fresh: JobEdge[] = [];
  const exits = new Map<string, readonly string[]>();
  for (const edge of doc.edges) {
    if (gone.has(edge.source) || !gone.has(edge.target) || !nodeById(doc, edge.source)) continue;
    const targets = exits.get(edge.target) ?? exitsOf(doc, edge.target, gone);
    exits.set(edge.target, targets);
    for (const target of targets) {
      const next = { ...edge, target };
      if (target === edge.source || keys.has(edgeKey(next))) continue;
      keys.add(edgeKey(next));
      fresh.push(next);
    }
  }
  const taken = removalOfParts(doc, { nodes: ids });
  const left = doc.edges.length - taken.filter((change) => change.kind === 'remove' && change.list === 'edges').length;
  const added = fresh.map((item, at): Change => ({ kind: 'insert', list: 'edges', index: left + at, item }));
  const object = named(doc.nodes.filter((node) => gone.has(node.id)));
  return { name: 'remove_and_reconnect', object, key: '', changes: [...taken, ...added] };
}

/** The nodes outside `gone` that the way through it leads to. */
function exitsOf(doc: JobDefinition, start: string, gone: ReadonlySet<string>): string[] {
  const seen = new Set([start]);
  const found: string[] = [];
  for (const id of seen) {
    if (gone.has(id)) for (const next of nextOf(doc, id)) seen.add(next);
    else if (nodeById(doc, id)) found.push(id);
  }
  return found;
}

export type EdgeEnd = 'source' | 'target';

/** Why an end of an edge may not be put to another node, or null when it may (also where it is already). */
export function reconnectRefusal(doc: JobDefinition, key: string, end: EdgeEnd, id: string): ConnectRefusal | null {
  const edge = edgeByKey(doc, key);
  if (!edge || edge[end] === id) return null;
  const illegal = end === 'target' ? illegalTargets(doc, edge.source, key) : illegalSources(doc, edge.target, key);
  return illegal.get(id) ?? null;
}

/** Puts one end of an edge to another node; all it says and its place in the list stay. */
export function reconnect(doc: JobDefinition, key: string, end: EdgeEnd, id: string): Command {
  const index = doc.edges.findIndex((edge) => edgeKey(edge) === key);
  const edge = doc.edges[index];
  const changes: Change[] = [];
  if (edge && edge[end] !== id && reconnectRefusal(doc, key, end, id) === null) {
    changes.push(
      { kind: 'remove', list: 'edges', index, item: edge },
      { kind: 'insert', list: 'edges', index, item: { ...edge, [end]: id } },
    );
  }
  return { name: 'reconnect', object: edge ? endNames(doc, edge) : '', key: '', changes };
}

/** Edges that may all be drawn, or those of them that may be drawn one after another. */
function legal(doc: JobDefinition, wanted: readonly JobEdge[]): JobEdge[] {
  const keys = new Set(doc.edges.map(edgeKey));
  const fresh = wanted.filter((edge) => {
    const known = edge.source === edge.target || keys.has(edgeKey(edge));
    keys.add(edgeKey(edge));
    return !known;
  });
  if (!findCycle({ ...doc, edges: [...doc.edges, ...fresh] })) return fresh;
  let now = doc;
  return fresh.filter((edge) => {
    if (connectRefusal(now, edge.source, edge.target)) return false;
    now = { ...now, edges: [...now.edges, edge] };
    return true;
  });
}

function wire(doc: JobDefinition, wanted: readonly JobEdge[], name: CommandName = 'connect'): Command {
  const edges = legal(doc, wanted);
  const ids = new Set(edges.flatMap((edge) => [edge.source, edge.target]));
  const object = named(doc.nodes.filter((node) => ids.has(node.id)));
  return { name, object, key: '', changes: appended(doc, 'edges', edges) };
}

/** The nodes as they are read on the canvas: from top to bottom, then from left to right. */
export function readingOrder(doc: JobDefinition, ids: readonly string[]): string[] {
  const nodes = ids.flatMap((id) => nodeById(doc, id) ?? []);
  const sorted = nodes.sort((a, b) => placeOf(a).y - placeOf(b).y || placeOf(a).x - placeOf(b).x);
  return sorted.map((node) => node.id);
}

/** One after another, as they stand on the canvas. */
export function wireSeries(doc: JobDefinition, ids: readonly string[]): Command {
  const order = readingOrder(doc, ids);
  return wire(
    doc,
    order.slice(1).map((id, index) => newEdge(order[index] as string, id)),
  );
}

export function wireOneToMany(doc: JobDefinition, source: string, targets: readonly string[]): Command {
  return wire(
    doc,
    targets.map((target) => newEdge(source, target)),
  );
}

export function wireManyToOne(doc: JobDefinition, sources: readonly string[], target: string): Command {
  return wire(
    doc,
    sources.map((source) => newEdge(source, target)),
  );
}

/** Removes all edges between, into and out of these nodes. */
export function disconnect(doc: JobDefinition, ids: readonly string[]): Command {
  const keys = ids.flatMap((id) => [
    ...nextOf(doc, id).map((target) => edgeKey({ source: id, target })),
    ...previousOf(doc, id).map((source) => edgeKey({ source, target: id })),
  ]);
  const object = named(ids.flatMap((id) => nodeById(doc, id) ?? []));
  return { name: 'remove', object, key: '', changes: removalOfParts(doc, { edges: keys }) };
}
