/** What of a job is seen first: all of it where that can be read, else its beginning. */

import type { JobDefinition, JobNode } from '../../lib/definition';
import { previousOf } from '../model/document';
import { boundsOf, nodeRect, type Rect } from '../model/geometry';
import { type Frame, frameOf, TOOLS } from './viewport';

/** Seen smaller than this, a whole job is no more than a pattern: no name can be read. */
const READABLE = 0.4;
const ZOOM = 0.8;

export function openingFrame(doc: JobDefinition, width: number, height: number): Frame {
  const whole = frameOf(doc.nodes, width, height, doc.notes);
  if (whole.zoom >= READABLE || doc.nodes.length === 0) return whole;
  return beginningOf(doc, width, height);
}

/** The nodes nothing leads to, in the direction the job is drawn: at the top, or at the left. */
function beginningOf(doc: JobDefinition, width: number, height: number): Frame {
  const all = boundsOf(doc.nodes.map(nodeRect)) as Rect;
  const found = doc.nodes.filter((node) => previousOf(doc, node.id).length === 0);
  const roots = found.length > 0 ? found : doc.nodes;
  const centre = middleOf(boundsOf(roots.map(nodeRect)) as Rect);
  const down = (centre.y - all.y) / all.height <= (centre.x - all.x) / all.width;
  const room = { width: width / ZOOM, height: height / ZOOM };
  const seen = middleOf(firstRoots(roots, down, room));
  return down
    ? { x: width / 2 - seen.x * ZOOM, y: TOOLS * 1.5 - firstOf(roots, 'y') * ZOOM, zoom: ZOOM }
    : { x: TOOLS * 1.5 - firstOf(roots, 'x') * ZOOM, y: height / 2 - seen.y * ZOOM, zoom: ZOOM };
}

/** The roots in the first half of the view; where they are too many for it, the one in their middle. */
function firstRoots(roots: readonly JobNode[], down: boolean, room: { width: number; height: number }): Rect {
  const rects = roots.map(nodeRect);
  const along = down ? 'y' : 'x';
  const end = firstOf(roots, along) + (down ? room.height : room.width) / 2;
  const near = rects.filter((rect) => rect[along] <= end);
  const bounds = boundsOf(near) as Rect;
  if (bounds.width <= room.width && bounds.height <= room.height) return bounds;
  const across = down ? 'x' : 'y';
  near.sort((a, b) => a[across] - b[across]);
  return near[Math.floor(near.length / 2)] as Rect;
}

function firstOf(nodes: readonly JobNode[], side: 'x' | 'y'): number {
  return nodes.reduce((least, node) => Math.min(least, nodeRect(node)[side]), Number.POSITIVE_INFINITY);
}

function middleOf({ x, y, width, height }: Rect) {
  return { x: x + width / 2, y: y + height / 2 };
}
