/**
 * The browser's own copying, cutting and pasting. It hands the text over in the event, so that no permission is
 * asked, and also over plain HTTP.
 */

import { useEffect } from 'react';
import { dialogIsOpen, isTyping } from '../../commands/places';
import type { ActionContext } from './action';
import { cutChosen, pasteOrSay, sayCopied, textToCopy } from './clipboard';

function textIsMarked(): boolean {
  const marked = window.getSelection();
  return marked !== null && !marked.isCollapsed && marked.toString().trim() !== '';
}

export function useClipboardEvents(context: () => ActionContext): void {
  useEffect(() => {
    const leave = (event: ClipboardEvent) => {
      const where = document.activeElement;
      return event.defaultPrevented || isTyping(where) || dialogIsOpen(where);
    };
    const onCopy = (event: ClipboardEvent) => {
      const now = context();
      const cut = event.type === 'cut';
      if (leave(event) || (cut && now.host.readOnly)) return;
      if (textIsMarked() && !document.activeElement?.closest('.canvas')) return;
      const text = textToCopy(now);
      if (text === null) return;
      event.clipboardData?.setData('text/plain', text);
      event.preventDefault();
      if (cut) cutChosen(now);
      else sayCopied(now);
    };
    const onPaste = (event: ClipboardEvent) => {
      const now = context();
      if (leave(event) || now.host.readOnly) return;
      event.preventDefault();
      pasteOrSay(now, event.clipboardData?.getData('text/plain') ?? '');
    };
    document.addEventListener('copy', onCopy);
    document.addEventListener('cut', onCopy);
    document.addEventListener('paste', onPaste);
    return () => {
      document.removeEventListener('copy', onCopy);
      document.removeEventListener('cut', onCopy);
      document.removeEventListener('paste', onPaste);
    };
  }, [context]);
}
