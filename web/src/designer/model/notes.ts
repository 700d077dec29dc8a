/** Commands on notes; their text is changed by `changeNote`, and `remove` deletes them. */

import type { CanvasNote, JobDefinition, Position } from '../../lib/definition';
import { addNote, type Command, changeNote } from './commands';
import { freePartId } from './document';
import type { Rect } from './geometry';

export const NOTE_WIDTH = 240;
export const NOTE_HEIGHT = 120;
const LEAST = { width: 40, height: 24 };
const MOST = 4000;

/** A new note with its upper left corner at `position`. Its id is `id`. */
export function newNote(doc: JobDefinition, position: Position, text = ''): Command & { readonly id: string } {
  const id = freePartId(doc, 'notes');
  const note: CanvasNote = { id, text, position, width: NOTE_WIDTH, height: NOTE_HEIGHT };
  return { ...addNote(doc, note), id };
}

/** Place and size of a note, kept within what a definition may hold. */
export function resizeNote(doc: JobDefinition, id: string, rect: Rect): Command {
  return changeNote(doc, id, {
    position: { x: rect.x, y: rect.y },
    width: Math.min(MOST, Math.max(LEAST.width, rect.width)),
    height: Math.min(MOST, Math.max(LEAST.height, rect.height)),
  });
}
