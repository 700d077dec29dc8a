/** Which part of the canvas is seen. React Flow's own `fitView` waits for nodes that were never measured. */

import type { CanvasNote, JobNode } from '../../lib/definition';
import { NODE_HEIGHT, NODE_WIDTH } from '../model/document';
import type { Rect } from '../model/geometry';

const MARGIN = 24;
/** The tools float above and below. */
const TOOLS = 48;
export const MIN_ZOOM = 0.05;
export const MAX_ZOOM = 2;

export interface Frame {
  x: number;
  y: number;
  zoom: number;
}

/** The frame in which all these nodes and notes are seen, never larger than they are. */
export function frameOf(
  nodes: readonly JobNode[],
  width: number,
  height: number,
  notes: readonly CanvasNote[] = [],
): Frame {
  if (nodes.length + notes.length === 0) return { x: width / 2, y: height / 3, zoom: 1 };
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { position } of nodes) {
    const { x, y } = position ?? { x: 0, y: 0 };
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + NODE_WIDTH);
    bottom = Math.max(bottom, y + NODE_HEIGHT);
  }
  for (const { position, width: wide, height: high } of notes) {
    left = Math.min(left, position.x);
    top = Math.min(top, position.y);
    right = Math.max(right, position.x + wide);
    bottom = Math.max(bottom, position.y + high);
  }
  const [w, h] = [right - left, bottom - top];
  const room = Math.min((width - 2 * MARGIN) / w, (height - 2 * TOOLS) / h);
  const zoom = Math.max(MIN_ZOOM, Math.min(1, room));
  return {
    x: (width - w * zoom) / 2 - left * zoom,
    y: Math.max(TOOLS, (height - h * zoom) / 2) - top * zoom,
    zoom,
  };
}

/** Below this a node is too small to be read when somebody asks to see it. */
const READABLE = 0.5;

/** The frame that shows the part, as little moved as needed; null when it is in sight. */
export function revealed(frame: Frame, at: Rect, width: number, height: number): Frame | null {
  if (frame.zoom < READABLE) {
    const zoom = 1;
    return {
      x: width / 2 - (at.x + at.width / 2) * zoom,
      y: height / 2 - (at.y + at.height / 2) * zoom,
      zoom,
    };
  }
  const left = at.x * frame.zoom + frame.x;
  const top = at.y * frame.zoom + frame.y;
  const dx = shift(left, left + at.width * frame.zoom, width);
  const dy = shift(top, top + at.height * frame.zoom, height);
  return dx === 0 && dy === 0 ? null : { ...frame, x: frame.x + dx, y: frame.y + dy };
}

function shift(from: number, to: number, size: number): number {
  if (from < MARGIN) return MARGIN - from;
  return to > size - MARGIN ? Math.max(MARGIN - from, size - MARGIN - to) : 0;
}
