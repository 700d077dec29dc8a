import { describe, expect, it } from 'vitest';
import { snapTo, snapToGrid } from './snapLines';

const box = (x: number, y: number, width = 180, height = 44) => ({ x, y, width, height });

describe('snap lines', () => {
  it('goes to an edge or a middle of what is near', () => {
    const snap = snapTo(box(103, 200), [box(100, 0)], 6, 8);
    expect(snap.dx).toBe(-3);
    expect(snap.guides).toContainEqual({ kind: 'line', axis: 'x', at: 100, from: 0, to: 244 });
    // The same width: both edges and the middle are in line.
    expect(snap.guides.filter((guide) => guide.axis === 'x')).toHaveLength(3);
    expect(snapTo(box(173, 200, 40, 44), [box(100, 0)], 6, 8).dx).toBe(-3);
  });

  it('does not make cards touch', () => {
    expect(snapTo(box(283, 200), [box(100, 0)], 6, 8).guides).toEqual([]);
  });

  it('goes to the grid where nothing is within reach', () => {
    const snap = snapTo(box(113, 205), [box(100, 0)], 6, 8);
    expect([snap.dx, snap.dy]).toEqual([-1, 3]);
    expect(snap.guides).toEqual([]);
  });

  it('takes no notice of what is far away', () => {
    expect(snapTo(box(103, 2000), [box(100, 0)], 6, 8).guides).toEqual([]);
  });

  it('keeps equal gaps: after two, before two and between two', () => {
    const row = [box(0, 0), box(220, 0)];
    const after = snapTo(box(443, 9), row, 6, 8);
    expect(443 + after.dx).toBe(440);
    expect(after.guides.filter((guide) => guide.kind === 'gap')).toHaveLength(2);
    expect(-223 + snapTo(box(-223, 9), row, 6, 8).dx).toBe(-220);
    const wide = [box(0, 0), box(520, 0)];
    expect(262 - 10 + snapTo(box(252, 9, 190, 44), wide, 6, 8).dx).toBe(255);
  });

  it('snaps to the grid alone on demand', () => {
    expect(snapToGrid(box(13, 21), 8)).toEqual({ dx: 3, dy: 3, guides: [] });
  });
});
