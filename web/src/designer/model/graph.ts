/** Ways through the graph of a job: circles, what hangs together, walking with the arrow keys, an order. */

import type { JobDefinition, Position } from '../../lib/definition';
import { edgeKey } from './changes';
import { type ConnectRefusal, downstreamOf, nextOf, nodeById, previousOf, upstreamOf } from './document';
import { once } from './memo';

export type Direction = 'up' | 'down' | 'left' | 'right';

/**
 * The nodes of the circle that an edge from `source` to `target` would close, from the target to the source: a
 * shortest one. Empty where it would close none.
 */
export function cyclePath(doc: JobDefinition, source: string, target: string): string[] {
  const cameFrom = new Map<string, string | null>([[target, null]]);
  const open = [target];
  for (const id of open) {
    if (id === source) return pathTo(cameFrom, source);
    for (const next of nextOf(doc, id)) {
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, id);
      open.push(next);
    }
  }
  return [];
}

function pathTo(cameFrom: ReadonlyMap<string, string | null>, end: string): string[] {
  const path: string[] = [];
  for (let id: string | null | undefined = end; id; id = cameFrom.get(id)) path.push(id);
  return path.reverse();
}

function spread(ids: Iterable<string>, next: (id: string) => readonly string[]): Set<string> {
  const found = new Set<string>(ids);
  for (const id of found) for (const other of next(id)) found.add(other);
  return found;
}

/** Everything that hangs together with these nodes, in whatever direction, with themselves. */
export function connectedTo(doc: JobDefinition, ids: Iterable<string>): Set<string> {
  return spread(ids, (id) => [...nextOf(doc, id), ...previousOf(doc, id)]);
}

/** All nodes before any of these, with themselves. */
export function upstreamOfAll(doc: JobDefinition, ids: Iterable<string>): Set<string> {
  return spread(ids, (id) => previousOf(doc, id));
}

/** All nodes after any of these, with themselves. */
export function downstreamOfAll(doc: JobDefinition, ids: Iterable<string>): Set<string> {
  return spread(ids, (id) => nextOf(doc, id));
}

function without(doc: JobDefinition, key: string | undefined): JobDefinition {
  return key === undefined ? doc : { ...doc, edges: doc.edges.filter((edge) => edgeKey(edge) !== key) };
}

/**
 * The nodes that an edge from `source` may not lead to, each with the reason. `ignoring`: the key of an edge that is
 * about to be taken away, as the one being reconnected.
 */
export function illegalTargets(doc: JobDefinition, source: string, ignoring?: string): Map<string, ConnectRefusal> {
  const rest = without(doc, ignoring);
  const out = new Map<string, ConnectRefusal>();
  for (const id of upstreamOf(rest, source)) out.set(id, 'cycle');
  for (const id of nextOf(rest, source)) out.set(id, 'twice');
  return out.set(source, 'self');
}

/** The nodes that an edge to `target` may not come from, each with the reason. */
export function illegalSources(doc: JobDefinition, target: string, ignoring?: string): Map<string, ConnectRefusal> {
  const rest = without(doc, ignoring);
  const out = new Map<string, ConnectRefusal>();
  for (const id of downstreamOf(rest, target)) out.set(id, 'cycle');
  for (const id of previousOf(rest, target)) out.set(id, 'twice');
  return out.set(target, 'self');
}

/**
 * The node that an arrow key leads to: up and down follow the edges, left and right go to siblings; where there is
 * none, the nearest node in that direction. `shown` leaves out nodes that are not drawn.
 */
export function walk(
  doc: JobDefinition,
  id: string,
  direction: Direction,
  shown: (id: string) => boolean = () => true,
): string | null {
  const from = nodeById(doc, id);
  if (!from) return null;
  const here = from.position ?? ORIGIN;
  const place = (other: string) => nodeById(doc, other)?.position ?? ORIGIN;
  const may = (other: string) => other !== id && shown(other) && nodeById(doc, other) !== undefined;
  const along = direction === 'up' || direction === 'down';
  const linked = direction === 'up' ? previousOf(doc, id) : direction === 'down' ? nextOf(doc, id) : siblings(doc, id);
  const wanted = linked.filter((other) => may(other) && (along || ahead(here, place(other), direction) > 0));
  const all = wanted.length > 0 ? wanted : doc.nodes.map((node) => node.id).filter(may);
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const other of all) {
    const forward = ahead(here, place(other), direction);
    if (forward <= 0 && wanted.length === 0) continue;
    const score = Math.abs(forward) + 2 * aside(here, place(other), direction);
    if (score < least) [best, least] = [other, score];
  }
  return best;
}

const ORIGIN: Position = { x: 0, y: 0 };

/** Nodes with a parent or a child of `id`; the other starts where `id` is a start itself. */
function siblings(doc: JobDefinition, id: string): string[] {
  const parents = previousOf(doc, id);
  const found = new Set(parents.flatMap((parent) => nextOf(doc, parent)));
  for (const child of nextOf(doc, id)) for (const parent of previousOf(doc, child)) found.add(parent);
  if (parents.length === 0) for (const node of doc.nodes) if (previousOf(doc, node.id).length === 0) found.add(node.id);
  return [...found];
}

function ahead(from: Position, to: Position, direction: Direction): number {
  if (direction === 'up') return from.y - to.y;
  if (direction === 'down') return to.y - from.y;
  return direction === 'left' ? from.x - to.x : to.x - from.x;
}

function aside(from: Position, to: Position, direction: Direction): number {
  return direction === 'up' || direction === 'down' ? Math.abs(from.x - to.x) : Math.abs(from.y - to.y);
}

/**
 * The ids of all nodes, each after the ones before it; otherwise as they stand in the document. Nodes of a circle
 * follow in the order of the document.
 */
export const topologicalOrder = once((doc: JobDefinition): readonly string[] => {
  const missing = new Map(doc.nodes.map((node) => [node.id, 0]));
  for (const { source, target } of doc.edges)
    if (missing.has(source) && missing.has(target)) missing.set(target, (missing.get(target) ?? 0) + 1);
  const order = new Set<string>();
  const free = [...missing].filter(([, count]) => count === 0).map(([id]) => id);
  const rest = missing.keys();
  while (order.size < missing.size) {
    for (const id of free) {
      order.add(id);
      for (const next of nextOf(doc, id)) {
        const count = missing.get(next);
        if (count === undefined) continue;
        missing.set(next, count - 1);
        if (count === 1 && !order.has(next)) free.push(next);
      }
    }
    free.length = 0;
    // Only circles are left: the first of them goes next.
    for (let next = rest.next(); !next.done; next = rest.next()) {
      if (order.has(next.value)) continue;
      free.push(next.value);
      break;
    }
  }
  return [...order];
});

/**
 * One circle as a path that begins and ends with the same node, or null; the same one that the server names. Edges
 * to unknown nodes and of a node to itself do not count.
 */
export const findCycle = once((doc: JobDefinition): readonly string[] | null => {
  const done = new Set<string>();
  for (const { id: start } of doc.nodes) {
    if (done.has(start)) continue;
    const path = [start];
    const onPath = new Set(path);
    const pending = [nextOf(doc, start).values()];
    for (let open = pending.at(-1); open; open = pending.at(-1)) {
      const next = open.next();
      if (next.done) {
        pending.pop();
        const left = path.pop() as string;
        onPath.delete(left);
        done.add(left);
      } else if (next.value === path.at(-1) || done.has(next.value) || !nodeById(doc, next.value)) {
        // Nothing new this way.
      } else if (onPath.has(next.value)) {
        return [...path.slice(path.indexOf(next.value)), next.value];
      } else {
        path.push(next.value);
        onPath.add(next.value);
        pending.push(nextOf(doc, next.value).values());
      }
    }
  }
  return null;
});
