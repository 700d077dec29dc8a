/** Keys that work everywhere on the page of an open job. Undo and redo leave inputs and editors their own. */

import { useEffect, useRef } from 'react';
import { isTyping } from '../../designer/actions/canvasKeys';
import type { DocumentStore } from '../../designer/model/store';

function run(event: KeyboardEvent, action: () => void): void {
  event.preventDefault();
  event.stopPropagation();
  action();
}

export function useEditorKeys(store: DocumentStore | null, save: () => void, testRun: () => void): void {
  const latest = useRef({ save, testRun });
  useEffect(() => {
    latest.current = { save, testRun };
  });
  useEffect(() => {
    if (!store) return;
    const onKey = (event: KeyboardEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      const key = event.key.toLowerCase();
      if (document.querySelector('[role=dialog][aria-modal=true]')) return;
      if (key === 's') run(event, latest.current.save);
      else if (key === 'enter') run(event, latest.current.testRun);
      else if (isTyping(event.target)) return;
      else if (key === 'z') run(event, () => (event.shiftKey ? store.redo() : store.undo()));
      else if (key === 'y') run(event, () => store.redo());
    };
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  }, [store]);
}
