/** What lies under a place of the screen: an edge to be split, a group to go into. */

import type { JobDefinition, Position } from '../../lib/definition';
import { type DrawnGroup, visiblePicture } from '../model/frames';

/** React Flow ids of what stands on the canvas beside nodes. */
export const NOTE_PREFIX = 'note/';
export const GROUP_PREFIX = 'group/';

function elementsAt(at: Position): Element[] {
  return document.elementsFromPoint(at.x, at.y);
}

/** The edge whose line passes one of these places of the screen; the first place counts most. */
export function edgeAt(places: readonly Position[]): string | null {
  for (const place of places) {
    for (const element of elementsAt(place)) {
      const id = element.closest('.react-flow__edge')?.getAttribute('data-id');
      if (id) return id;
    }
  }
  return null;
}

/** The card at a place of the screen. */
export function cardAt(at: Position): string | null {
  for (const element of elementsAt(at)) {
    const id = element.closest('.react-flow__node-card')?.getAttribute('data-id');
    if (id) return id;
  }
  return null;
}

/** The innermost group at a place of the canvas; groups in `without` are dragged themselves. */
export function groupAt(doc: JobDefinition, at: Position, without: ReadonlySet<string>): string | null {
  const { frames, cards } = visiblePicture(doc);
  let found: DrawnGroup | null = null;
  for (const drawn of [...frames, ...cards]) {
    const { x, y, width, height } = drawn.rect;
    const inside = at.x >= x && at.x <= x + width && at.y >= y && at.y <= y + height;
    if (inside && !without.has(drawn.group.id) && (!found || drawn.depth >= found.depth)) found = drawn;
  }
  return found?.group.id ?? null;
}
