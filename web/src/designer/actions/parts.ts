/** Walking the groups and notes of the drawing, which no arrow key reaches. */

import i18next from 'i18next';
import { announce } from '../../components/ui/announce';
import type { CanvasGroup, CanvasNote, JobDefinition } from '../../lib/definition';
import { visiblePicture } from '../model/frames';
import { noteRect, type Rect } from '../model/geometry';
import type { ActionContext } from './action';
import { partOf } from './focus';

interface Part {
  readonly id: string;
  readonly rect: Rect;
  readonly group?: CanvasGroup;
  readonly note?: CanvasNote;
}

/** What is seen of them, as it is read: from top to bottom, then from left to right. */
function partsInOrder(doc: JobDefinition): Part[] {
  const { frames, cards } = visiblePicture(doc);
  const parts: Part[] = [
    ...[...frames, ...cards].map(({ group, rect }) => ({ id: group.id, rect, group })),
    ...doc.notes.map((note) => ({ id: note.id, rect: noteRect(note), note })),
  ];
  return parts.sort((a, b) => a.rect.y - b.rect.y || a.rect.x - b.rect.x);
}

export function cycleParts(by: 1 | -1) {
  return ({ store, view }: ActionContext) => {
    const parts = partsInOrder(store.get().doc);
    const at = parts.findIndex((part) => part.id === partOf(store));
    const next = at < 0 ? (by > 0 ? 0 : parts.length - 1) : (at + by + parts.length) % parts.length;
    const part = parts[next];
    if (!part) return;
    store.select(part.group ? { groups: [part.id] } : { notes: [part.id] });
    view?.reveal(part.id, true);
    const place = { number: next + 1, total: parts.length };
    const text = part.note?.text.trim() ?? '';
    if (part.group) announce(i18next.t('said.group', { ...place, name: part.group.name }));
    else announce(text === '' ? i18next.t('said.note_empty', place) : i18next.t('said.note', { ...place, text }));
  };
}
