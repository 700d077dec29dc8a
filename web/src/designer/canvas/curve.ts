/** The line of an edge, in the coordinates of the canvas: it leaves and arrives straight down. */

import type { Position } from '../../lib/definition';
import { NODE_HEIGHT, NODE_WIDTH } from '../model/document';

export const ARROW_LENGTH = 7;
export const ARROW_WIDTH = 9;
const PORT_RADIUS = 5;

/** Pieces one after the other, each with two control points. The tip is where the arrow begins. */
export interface Curve {
  readonly from: Position;
  readonly pieces: readonly (readonly [Position, Position, Position])[];
  readonly tip: Position;
  readonly middle: Position;
}

/** Beside the port a line begins at the card, not below it. */
export function curveOf(
  source: Position,
  target: Position,
  sourceShift: number,
  targetShift: number,
  lane?: number,
): Curve {
  const from = {
    x: source.x + NODE_WIDTH / 2 + sourceShift,
    y: source.y + NODE_HEIGHT + (sourceShift === 0 ? PORT_RADIUS : 0),
  };
  const tip = { x: target.x + NODE_WIDTH / 2 + targetShift, y: target.y - ARROW_LENGTH };
  if (lane !== undefined) return laneCurve(from, tip, lane);
  const bend = bendOf(tip.y - from.y);
  const a = { x: from.x, y: from.y + bend };
  const b = { x: tip.x, y: tip.y - bend };
  return {
    from,
    pieces: [[a, b, tip]],
    tip,
    middle: { x: (from.x + 3 * a.x + 3 * b.x + tip.x) / 8, y: (from.y + 3 * a.y + 3 * b.y + tip.y) / 8 },
  };
}

/** How far the control points stand from the ends; upward edges swing out. */
function bendOf(dy: number): number {
  return dy >= 0 ? dy / 2 : 6.25 * Math.sqrt(-dy);
}

/** What a line needs to change to a lane beside the cards, and back. */
const TURN = 52;

function laneCurve(from: Position, tip: Position, x: number): Curve {
  const turn = Math.min(TURN, (tip.y - from.y) / 2);
  const [top, bottom] = [from.y + turn, tip.y - turn];
  return {
    from,
    pieces: [
      [
        { x: from.x, y: from.y + turn / 2 },
        { x, y: top - turn / 2 },
        { x, y: top },
      ],
      [
        { x, y: top + (bottom - top) / 3 },
        { x, y: bottom - (bottom - top) / 3 },
        { x, y: bottom },
      ],
      [{ x, y: bottom + turn / 2 }, { x: tip.x, y: tip.y - turn / 2 }, tip],
    ],
    tip,
    middle: { x, y: (top + bottom) / 2 },
  };
}

export function pathOf({ from, pieces }: Curve): string {
  const parts = pieces.map(([a, b, end]) => `C${a.x},${a.y} ${b.x},${b.y} ${end.x},${end.y}`);
  return `M${from.x},${from.y}${parts.join('')}`;
}

/** What can be drawn on: a path of a canvas element. */
export interface Pen {
  moveTo(x: number, y: number): void;
  bezierCurveTo(ax: number, ay: number, bx: number, by: number, x: number, y: number): void;
}

export function trace(pen: Pen, { from, pieces }: Curve): void {
  pen.moveTo(from.x, from.y);
  for (const [a, b, end] of pieces) pen.bezierCurveTo(a.x, a.y, b.x, b.y, end.x, end.y);
}

/** Places along the line, for what must know whether it is near. */
export function pointsOf({ from, pieces }: Curve, each = 8): Position[] {
  const out: Position[] = [from];
  let start = from;
  for (const [a, b, end] of pieces) {
    for (let i = 1; i <= each; i += 1) {
      const t = i / each;
      const u = 1 - t;
      const [p, q, r, s] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
      out.push({ x: p * start.x + q * a.x + r * b.x + s * end.x, y: p * start.y + q * a.y + r * b.y + s * end.y });
    }
    start = end;
  }
  return out;
}
