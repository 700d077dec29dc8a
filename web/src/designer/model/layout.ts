/** Places for nodes that have none: layers from top to bottom, each node near the middle of its parents. */

import type { JobDefinition, Position } from '../../lib/definition';
import { GRID, NODE_HEIGHT, NODE_WIDTH, nextOf, previousOf } from './document';
import { topologicalOrder } from './graph';

const GAP_X = 44;
const GAP_Y = 52;

/** How far down each node stands: below all its parents. A circle (an import) is cut where the order cuts it. */
function depths(doc: JobDefinition): Map<string, number> {
  const order = topologicalOrder(doc);
  const at = new Map(order.map((id, index) => [id, index]));
  const depth = new Map<string, number>();
  for (const [index, id] of order.entries()) {
    const own = depth.get(id) ?? 0;
    depth.set(id, own);
    // Unknown nodes, and edges back into a circle, count for nothing.
    for (const next of nextOf(doc, id))
      if ((at.get(next) ?? -1) > index) depth.set(next, Math.max(depth.get(next) ?? 0, own + 1));
  }
  return depth;
}

function layersOf(doc: JobDefinition): string[][] {
  const layers: string[][] = [];
  const depth = depths(doc);
  for (const { id } of doc.nodes) {
    const level = depth.get(id) as number;
    while (layers.length <= level) layers.push([]);
    layers[level]?.push(id);
  }
  return layers;
}

/** Deterministic: the same graph gives the same picture. */
export function layered(doc: JobDefinition): Map<string, Position> {
  const places = new Map<string, Position>();
  const step = NODE_WIDTH + GAP_X;
  const weightOf = (id: string) => {
    const parents = previousOf(doc, id);
    return parents.reduce((sum, parent) => sum + (places.get(parent)?.x ?? 0), 0) / Math.max(1, parents.length);
  };
  for (const [level, layer] of layersOf(doc).entries()) {
    const weight = new Map(layer.map((id) => [id, weightOf(id)]));
    const sorted =
      level === 0 ? layer : [...layer].sort((a, b) => (weight.get(a) as number) - (weight.get(b) as number));
    for (const [index, id] of sorted.entries()) {
      const x = (index - (sorted.length - 1) / 2) * step;
      places.set(id, { x: snap(x), y: level * snap(NODE_HEIGHT + GAP_Y) });
    }
  }
  return places;
}

export function snap(value: number): number {
  return Math.round(value / GRID) * GRID;
}

/** Fills in places where the definition has none; nodes that stand somewhere stay. */
export function placed(doc: JobDefinition): JobDefinition {
  if (doc.nodes.every((node) => node.position)) return doc;
  const places = layered(doc);
  const nodes = doc.nodes.map((node) => ({
    ...node,
    position: node.position ?? (places.get(node.id) as Position),
  }));
  return { ...doc, nodes };
}

/** A free place near `wish`: one row lower as long as another node stands there. */
export function freePlace(doc: JobDefinition, wish: Position): Position {
  const x = snap(wish.x);
  const column = doc.nodes.flatMap(({ position }) =>
    position && Math.abs(position.x - x) < NODE_WIDTH ? [position.y] : [],
  );
  column.sort((a, b) => a - b);
  const room = NODE_HEIGHT + GRID / 2;
  const step = snap(NODE_HEIGHT + GAP_Y);
  let y = snap(wish.y);
  // Upwards through the column: a node that was passed is never in the way again.
  for (const other of column) while (Math.abs(other - y) < room) y += step;
  return { x, y };
}

/** A free place in the row of `wish`: further to the right as long as another node stands there. */
export function freeBeside(doc: JobDefinition, wish: Position): Position {
  const y = snap(wish.y);
  const row = doc.nodes.flatMap(({ position }) =>
    position && Math.abs(position.y - y) < NODE_HEIGHT + GRID / 2 ? [position.x] : [],
  );
  row.sort((a, b) => a - b);
  const room = NODE_WIDTH + GRID / 2;
  const step = snap(NODE_WIDTH + GAP_X);
  let x = snap(wish.x);
  for (const other of row) while (Math.abs(other - x) < room) x += step;
  return { x, y };
}
