/** Where a key was pressed, and so what it may do there. */

import { worksWhileTyping } from '../lib/keymap';
import type { Described } from './registry';

const FIELDS = 'input, textarea, select, [contenteditable=true], .cm-editor';
/** Parts with keys of their own: there only combinations with Ctrl or Alt are ours. */
const OWN_KEYS =
  '[role=tree], [role=menu], [role=listbox], [role=grid], [role=tablist], [role=radiogroup], [role=combobox], [role=slider], [role=separator], [data-own-keys]';
const PRESSED = 'button, a[href], summary, [role=button], [role=link], [role=menuitem], [role=switch], [role=checkbox]';
const OF_TEXT = new Set(['Ctrl+A', 'Ctrl+C', 'Ctrl+X', 'Ctrl+V']);

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(FIELDS) !== null;
}

/** While a dialog asks something, nothing behind it is done. */
export function dialogIsOpen(target: EventTarget | null): boolean {
  if (document.querySelector('[role=dialog][aria-modal=true]')) return true;
  return target instanceof Element && target.closest('[role=dialog], [role=alertdialog]') !== null;
}

/** Marks text for copying: then the browser's own keys are meant. */
function textIsMarked(): boolean {
  const marked = window.getSelection();
  return marked !== null && !marked.isCollapsed && marked.toString().trim() !== '';
}

/** Keys that scroll, press or edit what has the focus, unless that is the canvas or nothing. */
const OF_THE_FOCUS = /^(Shift\+)?(Up|Down|Left|Right|Enter|Space|Home|End|PageUp|PageDown|Delete|Backspace|Esc)$/;

function onCanvas(target: Element): boolean {
  return (
    target === document.body || target === document.documentElement || target.closest('.canvas, .outline') !== null
  );
}

export function mayWorkHere(target: EventTarget | null, chord: string, doable: Described): boolean {
  if (dialogIsOpen(target)) return false;
  // A field that Ctrl+Enter ends, such as a note, has these keys for itself.
  if (chord === 'Ctrl+Enter' && target instanceof Element && target.closest('[data-ends="Ctrl+Enter"]')) return false;
  if (isTyping(target)) return doable.scope === 'page' && worksWhileTyping(chord);
  if (doable.scope === 'page' || !(target instanceof Element)) return true;
  if (target.closest(PRESSED) && /(^|\+)(Enter|Space)$/.test(chord)) return false;
  const plain = !/^(Ctrl|Alt)\+/.test(chord);
  if (target.closest(OWN_KEYS) && (plain || OF_TEXT.has(chord))) return false;
  if (OF_THE_FOCUS.test(chord) && !onCanvas(target)) return false;
  return !(OF_TEXT.has(chord) && textIsMarked() && target.closest('.canvas') === null);
}
