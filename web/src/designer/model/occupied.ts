/** Rectangles that stand somewhere, and free room beside them; found by the cells they touch. */

import type { Position } from '../../lib/definition';
import { NODE_HEIGHT, NODE_WIDTH } from './document';
import { overlaps, type Rect } from './geometry';

export class Occupied {
  private readonly cells = new Map<string, Rect[]>();

  add(rect: Rect): void {
    for (const cell of cellsOf(rect)) {
      const known = this.cells.get(cell);
      if (known) known.push(rect);
      else this.cells.set(cell, [rect]);
    }
  }

  covers(rect: Rect): boolean {
    return cellsOf(rect).some((cell) => this.cells.get(cell)?.some((other) => overlaps(other, rect)));
  }

  /** The first free place from `wish` on, by steps. */
  free(wish: Rect, step: Position): Position {
    let rect = wish;
    while (this.covers(rect)) rect = { ...rect, x: rect.x + step.x, y: rect.y + step.y };
    return { x: rect.x, y: rect.y };
  }
}

function cellsOf({ x, y, width, height }: Rect): string[] {
  const cells: string[] = [];
  for (let column = Math.floor(x / NODE_WIDTH); column <= Math.floor((x + width) / NODE_WIDTH); column += 1)
    for (let row = Math.floor(y / NODE_HEIGHT); row <= Math.floor((y + height) / NODE_HEIGHT); row += 1)
      cells.push(`${column} ${row}`);
  return cells;
}
