/** Where something that is dragged falls into line with what stands near it. */

import type { Rect } from '../model/geometry';

/** A line of the drawing, upright (`x`) or level (`y`), or the gap between two things. */
export interface Guide {
  readonly kind: 'line' | 'gap';
  readonly axis: 'x' | 'y';
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

export interface Snap {
  readonly dx: number;
  readonly dy: number;
  readonly guides: readonly Guide[];
}

/** Farther away than this nothing is lined up with. */
const NEAR = 640;

interface Span {
  readonly start: number;
  readonly size: number;
  readonly crossStart: number;
  readonly crossSize: number;
}

const onX = (r: Rect): Span => ({ start: r.x, size: r.width, crossStart: r.y, crossSize: r.height });
const onY = (r: Rect): Span => ({ start: r.y, size: r.height, crossStart: r.x, crossSize: r.width });
const end = (span: Span) => span.start + span.size;
const crossEnd = (span: Span) => span.crossStart + span.crossSize;
const stops = (span: Span) => [span.start, span.start + span.size / 2, end(span)] as const;

export function nearOnes(rect: Rect, others: readonly Rect[]): Rect[] {
  return others.filter(
    (other) =>
      other.x < rect.x + rect.width + NEAR &&
      other.x + other.width > rect.x - NEAR &&
      other.y < rect.y + rect.height + NEAR &&
      other.y + other.height > rect.y - NEAR,
  );
}

/** How far `moving` has to go to line up; on an axis where nothing is within `reach`, null. */
function lineUp(moving: Span, others: readonly Span[], reach: number): number | null {
  let best: number | null = null;
  const mine = stops(moving);
  for (const other of others) {
    // Like with like: cards that touch at their edges would only look as if they were one.
    for (const [index, stop] of stops(other).entries()) {
      const way = stop - (mine[index] ?? stop);
      if (Math.abs(way) <= reach && (best === null || Math.abs(way) < Math.abs(best))) best = way;
    }
  }
  return best;
}

/** What stands in one row with it, along the axis. */
function rowOf(moving: Span, others: readonly Span[]): Span[] {
  const inRow = others.filter((o) => o.crossStart < crossEnd(moving) && crossEnd(o) > moving.crossStart);
  return inRow.sort((a, b) => a.start - b.start);
}

function equalGap(moving: Span, others: readonly Span[], reach: number): number | null {
  const row = rowOf(moving, others);
  const wishes: number[] = [];
  for (const [index, one] of row.entries()) {
    const next = row[index + 1];
    if (!next) break;
    const gap = next.start - end(one);
    if (gap <= 0) continue;
    wishes.push(end(next) + gap, one.start - gap - moving.size, (end(one) + next.start - moving.size) / 2);
  }
  let best: number | null = null;
  for (const wish of wishes) {
    const way = wish - moving.start;
    if (Math.abs(way) <= reach && (best === null || Math.abs(way) < Math.abs(best))) best = way;
  }
  return best;
}

/** The lines and gaps that hold for something that stands where it is now. */
function shown(axis: 'x' | 'y', moving: Span, others: readonly Span[]): Guide[] {
  const guides: Guide[] = [];
  for (const [index, at] of stops(moving).entries()) {
    const met = others.filter((other) => Math.abs((stops(other)[index] ?? at + 1) - at) < 0.01);
    if (met.length === 0) continue;
    const from = Math.min(moving.crossStart, ...met.map((other) => other.crossStart));
    const to = Math.max(crossEnd(moving), ...met.map(crossEnd));
    guides.push({ kind: 'line', axis, at, from, to });
  }
  return guides;
}

function gapsShown(axis: 'x' | 'y', moving: Span, others: readonly Span[]): Guide[] {
  const row = [...rowOf(moving, others), moving].sort((a, b) => a.start - b.start);
  const gaps = row.slice(1).map((next, index) => {
    const one = row[index] ?? next;
    return { from: end(one), to: next.start, size: next.start - end(one), mine: one === moving || next === moving };
  });
  const mine = gaps.filter((gap) => gap.mine && gap.size > 0);
  const at = moving.crossStart + moving.crossSize / 2;
  const same = (size: number) => gaps.filter((gap) => Math.abs(gap.size - size) < 0.01);
  const equal = mine.map((gap) => same(gap.size)).find((found) => found.length > 1) ?? [];
  return equal.map(({ from, to }) => ({ kind: 'gap', axis, at, from, to }));
}

/**
 * The way to what is in line within `reach`; where nothing is, to the grid. `others` are what may be lined up with.
 */
export function snapTo(rect: Rect, others: readonly Rect[], reach: number, grid: number): Snap {
  const near = nearOnes(rect, others);
  const toGrid = (value: number) => Math.round(value / grid) * grid - value;
  const [xs, ys] = [near.map(onX), near.map(onY)];
  const lineX = lineUp(onX(rect), xs, reach);
  const lineY = lineUp(onY(rect), ys, reach);
  const gapX = lineX === null ? equalGap(onX(rect), xs, reach) : null;
  const gapY = lineY === null ? equalGap(onY(rect), ys, reach) : null;
  const dx = lineX ?? gapX ?? toGrid(rect.x);
  const dy = lineY ?? gapY ?? toGrid(rect.y);
  const there = { ...rect, x: rect.x + dx, y: rect.y + dy };
  const guides = [
    ...(lineX === null ? [] : shown('x', onX(there), xs)),
    ...(lineY === null ? [] : shown('y', onY(there), ys)),
    ...(lineX !== null || gapX !== null ? gapsShown('x', onX(there), xs) : []),
    ...(lineY !== null || gapY !== null ? gapsShown('y', onY(there), ys) : []),
  ];
  return { dx, dy, guides };
}

export function snapToGrid(rect: Rect, grid: number): Snap {
  return {
    dx: Math.round(rect.x / grid) * grid - rect.x,
    dy: Math.round(rect.y / grid) * grid - rect.y,
    guides: [],
  };
}
