/** Places for nodes that have none: layers from top to bottom, each node near the middle of its parents. */

import type { JobDefinition, Position } from '../../lib/definition';
import { GRID, NODE_HEIGHT, NODE_WIDTH } from './document';

const GAP_X = 44;
const GAP_Y = 52;

function depths(doc: JobDefinition): Map<string, number> {
  const depth = new Map(doc.nodes.map((node) => [node.id, 0]));
  // At most one round a node: a definition with a cycle (an import) still ends.
  for (let round = 0; round < doc.nodes.length; round += 1) {
    let changed = false;
    for (const { source, target } of doc.edges) {
      const wanted = (depth.get(source) ?? 0) + 1;
      if (depth.has(target) && wanted > (depth.get(target) ?? 0) && wanted < doc.nodes.length) {
        depth.set(target, wanted);
        changed = true;
      }
    }
    if (!changed) break;
  }
  return depth;
}

function layersOf(doc: JobDefinition): string[][] {
  const depth = depths(doc);
  const layers: string[][] = [];
  for (const node of doc.nodes) {
    const level = depth.get(node.id) ?? 0;
    while (layers.length <= level) layers.push([]);
    layers[level]?.push(node.id);
  }
  return layers.filter((layer) => layer.length > 0);
}

/** Deterministic: the same graph gives the same picture. */
export function layered(doc: JobDefinition): Map<string, Position> {
  const places = new Map<string, Position>();
  const order = new Map<string, number>();
  const step = NODE_WIDTH + GAP_X;
  for (const [level, layer] of layersOf(doc).entries()) {
    const weight = (id: string) => {
      const parents = doc.edges.filter((edge) => edge.target === id).map((edge) => order.get(edge.source) ?? 0);
      return parents.length ? parents.reduce((sum, x) => sum + x, 0) / parents.length : 0;
    };
    const sorted = level === 0 ? layer : [...layer].sort((a, b) => weight(a) - weight(b));
    for (const [index, id] of sorted.entries()) {
      const x = (index - (sorted.length - 1) / 2) * step;
      order.set(id, x);
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
    position: node.position ?? places.get(node.id) ?? { x: 0, y: 0 },
  }));
  return { ...doc, nodes };
}

/** A free place near `wish`: one row lower as long as another node stands there. */
export function freePlace(doc: JobDefinition, wish: Position): Position {
  let place = { x: snap(wish.x), y: snap(wish.y) };
  const taken = (p: Position) =>
    doc.nodes.some(
      ({ position }) =>
        position && Math.abs(position.x - p.x) < NODE_WIDTH && Math.abs(position.y - p.y) < NODE_HEIGHT + GRID / 2,
    );
  while (taken(place)) place = { x: place.x, y: place.y + snap(NODE_HEIGHT + GAP_Y) };
  return place;
}
