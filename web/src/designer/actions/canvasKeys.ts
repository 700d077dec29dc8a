/** Keys of the canvas. None of them works inside an input or an editor. */

import type { KeyboardEvent } from 'react';
import { type DocumentStore, nothingSelected } from '../model/store';
import { copySelection, deleteSelection, duplicate, nudge, paste, selectAll } from './nodes';

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.closest('input, textarea, select, [contenteditable=true], .cm-editor, [role=dialog]') !== null;
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const WITH_CTRL: Readonly<Record<string, (store: DocumentStore) => void>> = {
  c: (store) => void copySelection(store),
  v: (store) => void paste(store),
  d: duplicate,
  a: selectAll,
};

const PLAIN: Readonly<Record<string, (store: DocumentStore) => void>> = {
  Delete: deleteSelection,
  Backspace: deleteSelection,
  Escape: (store) => store.select(nothingSelected),
  F2: () => focusField('node-name'),
  c: () => focusField('connect-to'),
};

function focusField(name: string): void {
  document.querySelector<HTMLElement>(`[data-field="${name}"]`)?.focus();
}

export function onCanvasKey(store: DocumentStore, event: KeyboardEvent): void {
  if (isTyping(event.target)) return;
  const ctrl = event.ctrlKey || event.metaKey;
  const arrow = ARROWS[event.key];
  const action = ctrl ? WITH_CTRL[event.key.toLowerCase()] : PLAIN[event.key];
  if (!ctrl && arrow) {
    event.preventDefault();
    event.stopPropagation();
    const step = event.shiftKey ? 5 : 1;
    nudge(store, arrow[0] * step, arrow[1] * step);
  } else if (action && !event.shiftKey) {
    event.preventDefault();
    action(store);
  }
}
