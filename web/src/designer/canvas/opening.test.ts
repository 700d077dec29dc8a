import { describe, expect, it } from 'vitest';
import { fillDefinition, fillNode, type JobDefinition, type Position } from '../../lib/definition';
import { edge, job } from '../model/testing';
import { openingFrame } from './opening';
import { frameOf } from './viewport';

const [WIDTH, HEIGHT] = [900, 700];

/** Layers of nodes, each node after the one before it; `place` says where a layer and a seat lie. */
function layers(count: number, seats: number, place: (layer: number, seat: number) => Position): JobDefinition {
  const ids = Array.from({ length: count }, (_, layer) => Array.from({ length: seats }, (__, s) => `n${layer}_${s}`));
  return fillDefinition({
    nodes: ids.flatMap((row, layer) =>
      row.map((id, seat) => fillNode({ id, name: id, type: 'shell', position: place(layer, seat) })),
    ),
    edges: ids.slice(1).flatMap((row, at) => row.map((id, seat) => edge(`${ids[at]?.[seat]}->${id}`))),
  });
}

function inSight(doc: JobDefinition): string[] {
  const { x, y, zoom } = openingFrame(doc, WIDTH, HEIGHT);
  return doc.nodes
    .filter(({ position }) => {
      const left = (position?.x ?? 0) * zoom + x;
      const top = (position?.y ?? 0) * zoom + y;
      return left >= 0 && top >= 0 && left + 180 * zoom <= WIDTH && top + 44 * zoom <= HEIGHT;
    })
    .map((node) => node.id);
}

describe('openingFrame', () => {
  it('shows all of a job that can be read as a whole', () => {
    const doc = job('abc', 'a->b', 'b->c');
    expect(openingFrame(doc, WIDTH, HEIGHT)).toEqual(frameOf(doc.nodes, WIDTH, HEIGHT));
    expect(openingFrame(job(''), WIDTH, HEIGHT).zoom).toBe(1);
  });

  it('begins at the only first node of a large job', () => {
    const doc = layers(60, 1, (layer) => ({ x: 500, y: 300 + layer * 112 }));
    const { x, y, zoom } = openingFrame(doc, WIDTH, HEIGHT);
    expect(zoom).toBe(0.8);
    expect(500 * zoom + x + 90 * zoom).toBeCloseTo(WIDTH / 2);
    expect(300 * zoom + y).toBeCloseTo(72);
    expect(inSight(doc)).toContain('n0_0');
  });

  it('shows the middle of more first nodes than the view can hold', () => {
    const doc = layers(20, 50, (layer, seat) => ({ x: seat * 224, y: layer * 112 }));
    const seen = inSight(doc);
    expect(seen).toContain('n0_25');
    expect(seen.filter((id) => id.startsWith('n0_')).length).toBeGreaterThan(2);
    expect(seen.length).toBeLessThan(60);
  });

  it('begins at the left of a job drawn to the right', () => {
    const doc = layers(60, 3, (layer, seat) => ({ x: layer * 240, y: seat * 80 - 400 }));
    const seen = inSight(doc);
    for (const first of ['n0_0', 'n0_1', 'n0_2']) expect(seen).toContain(first);
  });

  it('shows a first node and not an empty place between two that are far apart', () => {
    const doc = layers(30, 2, (layer, seat) => ({ x: seat * 8000, y: layer * 112 }));
    expect(inSight(doc)).toContain('n0_1');
  });

  it('takes any node where every one follows another', () => {
    const chain = layers(60, 1, (layer) => ({ x: 0, y: layer * 112 }));
    const doc = { ...chain, edges: [...chain.edges, edge('n59_0->n0_0')] };
    expect(inSight(doc).length).toBeGreaterThan(0);
  });
});
