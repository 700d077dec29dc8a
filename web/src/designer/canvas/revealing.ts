/** Where something of the document is seen on the canvas, and by which element. */

import type { JobDefinition } from '../../lib/definition';
import { groupById, nodeById, noteById } from '../model/document';
import { cardOfNode, groupEnd, groupFrames } from '../model/frames';
import { nodeRect, noteRect, type Rect } from '../model/geometry';
import { chainOf } from '../model/grouping';
import { NOTE_PREFIX } from './dropTargets';

export interface DrawnAs {
  /** The id React Flow knows it by. */
  readonly key: string;
  readonly rect: Rect;
}

/** A node in a folded group is seen as the card of the group. Null: it is not drawn. */
export function drawnAs(doc: JobDefinition, id: string): DrawnAs | null {
  const node = nodeById(doc, id);
  if (node) {
    const card = cardOfNode(doc, id);
    return card === null ? { key: id, rect: nodeRect(node) } : groupDrawn(doc, card);
  }
  const note = noteById(doc, id);
  if (note) return { key: NOTE_PREFIX + id, rect: noteRect(note) };
  if (!groupById(doc, id)) return null;
  const closed = chainOf(doc, id).filter((one) => groupById(doc, one)?.collapsed);
  return groupDrawn(doc, closed.at(-1) ?? id);
}

function groupDrawn(doc: JobDefinition, id: string): DrawnAs | null {
  const rect = groupFrames(doc).get(id);
  return rect ? { key: groupEnd(id), rect } : null;
}
