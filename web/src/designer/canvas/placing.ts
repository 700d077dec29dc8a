/** New nodes where they were asked for: at a place, before or after a node, in the middle of an edge. */

import type { NodeType } from '../../api/types';
import { fillNode, type JobDefinition, type JobEdge, type JobNode, type Position } from '../../lib/definition';
import { appended, type Command, compose, connect, moveNodes } from '../model/commands';
import { downstreamOf, edgeByKey, freeId, freeName, NODE_HEIGHT, NODE_WIDTH, nodeById } from '../model/document';
import { nodeRect, overlaps, placeOf, type Rect } from '../model/geometry';
import { freeBeside, freePlace } from '../model/layout';
import { insertOnEdge } from '../model/wiring';
import type { QuickAddWish } from '../view';

/** Between a node that is put into an edge and the ones around it. */
const AIR = 24;
const STEP_DOWN = 96;
const GRID = 8;

const toGrid = (value: number) => Math.round(value / GRID) * GRID;

export function cardAround(middle: Position): Rect {
  return {
    x: toGrid(middle.x - NODE_WIDTH / 2),
    y: toGrid(middle.y - NODE_HEIGHT / 2),
    width: NODE_WIDTH,
    height: NODE_HEIGHT,
  };
}

/** Moves what stands in the way below `rect`, with all that follows it, as far down as needed; null: nothing does. */
export function makeRoom(doc: JobDefinition, rect: Rect, without: ReadonlySet<string>): Command | null {
  const middle = rect.y + rect.height / 2;
  const hit = doc.nodes.filter((node) => {
    const there = nodeRect(node);
    return !without.has(node.id) && there.y + there.height / 2 >= middle && overlaps(there, rect, AIR / 2);
  });
  if (hit.length === 0) return null;
  const top = Math.min(...hit.map((node) => placeOf(node).y));
  const way = toGrid(rect.y + rect.height + AIR - top + GRID / 2);
  const moving = new Set(hit.map((node) => node.id));
  for (const node of hit) for (const id of downstreamOf(doc, node.id)) moving.add(id);
  const places = new Map<string, Position>();
  for (const id of moving) {
    const node = nodeById(doc, id);
    if (!node || without.has(id)) continue;
    const { x, y } = placeOf(node);
    if (y >= top) places.set(id, { x, y: y + way });
  }
  return moveNodes(doc, places);
}

function edgeMiddle(doc: JobDefinition, key: string): Position {
  const edge = edgeByKey(doc, key);
  const from = edge && nodeById(doc, edge.source);
  const to = edge && nodeById(doc, edge.target);
  if (!from || !to) return { x: 0, y: 0 };
  const [a, b] = [placeOf(from), placeOf(to)];
  return {
    x: (a.x + b.x) / 2 + NODE_WIDTH / 2,
    // Never over the node that the edge comes from.
    y: Math.max((a.y + b.y + NODE_HEIGHT) / 2, a.y + NODE_HEIGHT + AIR + NODE_HEIGHT / 2),
  };
}

/** Where the card of a wish comes to stand. */
function placeFor(doc: JobDefinition, wish: QuickAddWish, middle: Position): Position {
  if (wish.onEdge !== undefined) return cardAround(edgeMiddle(doc, wish.onEdge));
  const anchor = nodeById(doc, wish.after ?? wish.before ?? '');
  if (wish.at && anchor) {
    // The loose end of the edge becomes the port of the new card.
    const y = wish.after === undefined ? wish.at.y - NODE_HEIGHT : wish.at.y;
    return { x: toGrid(wish.at.x - NODE_WIDTH / 2), y: toGrid(y) };
  }
  if (anchor) {
    const { x, y } = placeOf(anchor);
    return freeBeside(doc, { x, y: wish.after === undefined ? y - STEP_DOWN : y + STEP_DOWN });
  }
  if (wish.at) return cardAround(wish.at);
  return freePlace(doc, cardAround(middle));
}

export interface Added {
  readonly command: Command;
  readonly id: string;
}

/** One step that adds a node of the type as wished; `middle` is the middle of what is seen. */
export function addByWish(
  doc: JobDefinition,
  type: NodeType,
  wish: QuickAddWish,
  middle: Position,
  group: string | null = null,
): Added {
  const position = placeFor(doc, wish, middle);
  const node = newNode(doc, type, position, group ?? groupFor(doc, wish));
  const { id } = node;
  if (wish.onEdge !== undefined) return { command: putOnEdge(doc, wish.onEdge, node), id };
  const { after, before } = wish;
  const command = compose(doc, 'add_node', node.name, [
    (now) => ({ name: 'add_node', object: node.name, key: '', changes: appended(now, 'nodes', [node]) }),
    (now) => (after === undefined ? null : connect(now, after, id)),
    (now) => (before === undefined ? null : connect(now, id, before)),
  ]);
  return { command, id };
}

export function newNode(doc: JobDefinition, type: NodeType, position: Position, group: string | null): JobNode {
  return fillNode({
    id: freeId(doc),
    name: freeName(doc, type.name),
    type: type.name,
    properties: type.defaults,
    position,
    group,
  });
}

/** A node beside others of one group belongs to it too. */
function groupFor(doc: JobDefinition, wish: QuickAddWish): string | null {
  if (wish.onEdge !== undefined) {
    const edge = edgeByKey(doc, wish.onEdge);
    const source = nodeById(doc, edge?.source ?? '')?.group ?? null;
    return source === nodeById(doc, edge?.target ?? '')?.group ? source : null;
  }
  return wish.at ? null : (nodeById(doc, wish.after ?? wish.before ?? '')?.group ?? null);
}

/** Nearer than this to the line of the edge, a card is put onto it. */
const NEAR_LINE = 64;

/** Below the node the edge comes from, and in line with it where both ends stand below one another. */
function inLine(doc: JobDefinition, edge: JobEdge, node: JobNode): Position {
  const from = nodeById(doc, edge.source);
  const to = nodeById(doc, edge.target);
  const { x, y } = placeOf(node);
  if (!from || !to) return { x, y };
  const [a, b] = [placeOf(from), placeOf(to)];
  const straight = a.x === b.x && Math.abs(a.x - x) <= NEAR_LINE;
  const below = Math.abs(a.x - x) < NODE_WIDTH && b.y >= a.y ? a.y + NODE_HEIGHT + AIR : y;
  return { x: straight ? a.x : x, y: Math.max(y, below) };
}

/** Puts a node into an edge; what would lie under it goes down. */
export function putOnEdge(doc: JobDefinition, key: string, node: JobNode): Command {
  const edge = edgeByKey(doc, key);
  if (!edge) return { name: 'insert_on_edge', object: node.name, key: '', changes: [] };
  const position = inLine(doc, edge, node);
  const there = { ...node, position };
  return compose(doc, 'insert_on_edge', node.name, [
    (now) => insertOnEdge(now, key, there),
    (now) =>
      placeOf(nodeById(now, node.id) ?? there) === position ? null : moveNodes(now, new Map([[node.id, position]])),
    (now) => makeRoom(now, nodeRect(there), new Set([node.id, edge.source])),
  ]);
}
