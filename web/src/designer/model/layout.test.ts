import { describe, expect, test } from 'vitest';
import { freeBeside, freePlace, layered, placed } from './layout';
import { having, job, largeJob } from './testing';

describe('layout', () => {
  test('every node stands below its parents and no two at one place', () => {
    const places = layered(job('abc', 'a->b', 'a->c'));
    expect(places.get('a')?.y).toBeLessThan(places.get('b')?.y ?? 0);
    expect(places.get('b')?.x).not.toBe(places.get('c')?.x);
  });
  test('a cycle in an imported definition does not hang', () => {
    expect(layered(job('abc', 'a->b', 'b->a')).size).toBe(3);
  });
  test('nodes that have a place keep it', () => {
    const doc = job('abc', 'a->b');
    expect(placed(doc)).toBe(doc);
  });
});

test('edges into nothing count for nothing', () => {
  expect(layered(job('ab', 'a->x', 'x->b')).get('b')?.y).toBe(0);
});

describe('places', () => {
  test('of nodes that have none are filled in, the others stay', () => {
    const doc = having(job('ab', 'a->b'), { b: { position: null }, a: { position: { x: 7, y: 8 } } });
    expect(placed(doc).nodes.map((node) => node.position)).toEqual([
      { x: 7, y: 8 },
      { x: 0, y: 96 },
    ]);
  });
  test('a free one lies below whatever stands there', () => {
    const doc = job('abc');
    expect(freePlace(doc, { x: 5, y: 3 })).toEqual({ x: 0, y: 288 });
    expect(freePlace(doc, { x: 500, y: 3 })).toEqual({ x: 496, y: 0 });
    expect(freePlace(having(doc, { a: { position: null } }), { x: 0, y: 0 })).toEqual({ x: 0, y: 0 });
    // Nothing stands to the right, so the row goes on there.
    expect(freeBeside(doc, { x: 5, y: 3 })).toEqual({ x: 224, y: 0 });
    expect(freeBeside(doc, { x: 500, y: 3 })).toEqual({ x: 496, y: 0 });
    const row = having(doc, { b: { position: { x: 224, y: 0 } } });
    expect(freeBeside(row, { x: 0, y: 0 })).toEqual({ x: 448, y: 0 });
    expect(freeBeside(having(doc, { a: { position: null } }), { x: 0, y: 0 })).toEqual({ x: 0, y: 0 });
  });
  test('of a large job are found quickly', () => {
    const began = performance.now();
    expect(layered(largeJob(2000)).size).toBe(2000);
    expect(performance.now() - began).toBeLessThan(5000);
  });
});
