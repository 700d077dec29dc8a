/** Rectangles on the canvas, in pixels at zoom 1. */

import type { CanvasNote, JobNode, Position } from '../../lib/definition';
import { NODE_HEIGHT, NODE_WIDTH } from './document';

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const ORIGIN: Position = { x: 0, y: 0 };

export function placeOf(node: JobNode): Position {
  return node.position ?? ORIGIN;
}

export function nodeRect(node: JobNode): Rect {
  const { x, y } = placeOf(node);
  return { x, y, width: NODE_WIDTH, height: NODE_HEIGHT };
}

export function noteRect(note: CanvasNote): Rect {
  return { x: note.position.x, y: note.position.y, width: note.width, height: note.height };
}

/** The smallest rectangle around all; null around none. */
export function boundsOf(rects: Iterable<Rect>): Rect | null {
  let left = Number.POSITIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (const rect of rects) {
    left = Math.min(left, rect.x);
    top = Math.min(top, rect.y);
    right = Math.max(right, rect.x + rect.width);
    bottom = Math.max(bottom, rect.y + rect.height);
  }
  return left > right ? null : { x: left, y: top, width: right - left, height: bottom - top };
}

/** Whether two rectangles share a point, or come nearer than `gap`. */
export function overlaps(a: Rect, b: Rect, gap = 0): boolean {
  return (
    a.x < b.x + b.width + gap && b.x < a.x + a.width + gap && a.y < b.y + b.height + gap && b.y < a.y + a.height + gap
  );
}

export function contains(outer: Rect, inner: Rect): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}
