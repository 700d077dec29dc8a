import { expect, test } from 'vitest';
import { boundsOf, contains, overlaps } from './geometry';

const rect = (x: number, y: number, width = 10, height = 10) => ({ x, y, width, height });

test('the smallest rectangle around others', () => {
  expect(boundsOf([rect(0, 0), rect(20, -5)])).toEqual(rect(0, -5, 30, 15));
  expect(boundsOf([])).toBeNull();
});

test('rectangles that share a point overlap, and those nearer than the gap', () => {
  expect(overlaps(rect(0, 0), rect(9, 9))).toBe(true);
  expect(overlaps(rect(0, 0), rect(10, 0))).toBe(false);
  expect(overlaps(rect(0, 0), rect(10, 0), 1)).toBe(true);
  expect(overlaps(rect(30, 0), rect(0, 0))).toBe(false);
  expect(overlaps(rect(0, 0), rect(0, 30))).toBe(false);
  expect(overlaps(rect(0, 30), rect(0, 0))).toBe(false);
});

test('a rectangle holds another only whole', () => {
  const outer = rect(0, 0, 100, 100);
  expect(contains(outer, rect(0, 90))).toBe(true);
  for (const inner of [rect(-1, 0), rect(0, -1), rect(91, 0), rect(0, 91)]) expect(contains(outer, inner)).toBe(false);
});
