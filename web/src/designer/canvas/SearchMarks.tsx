/**
 * How the search shows the cards: met, the current one, others. The marks are put on the elements from here: a
 * subscription in each card would cost a frame with two thousand of them.
 */

import { useEffect } from 'react';
import { searchStore } from '../search/searchStore';
import { useCanvas } from './canvasContext';

/** On React Flow's element around a card: what React writes on the card itself cannot wipe it out. */
function mark(element: HTMLElement): void {
  const found = searchStore.markOf(element.dataset.id ?? '');
  if (found === null) delete element.dataset.search;
  else if (element.dataset.search !== found) element.dataset.search = found;
}

export function SearchMarks() {
  const { holder } = useCanvas();
  useEffect(() => {
    const layer = holder.current?.querySelector('.react-flow__nodes');
    if (!layer) return;
    // Cards that come into sight are mounted anew, without a mark.
    const watcher = new MutationObserver((changes) => {
      for (const { addedNodes } of changes)
        for (const added of addedNodes) if (added instanceof HTMLElement) mark(added);
    });
    let asking = false;
    const draw = () => {
      const now = searchStore.isAsking();
      if (!now && !asking) return;
      asking = now;
      for (const element of layer.querySelectorAll<HTMLElement>('.react-flow__node')) mark(element);
      if (now) watcher.observe(layer, { childList: true });
      else watcher.disconnect();
    };
    draw();
    const stop = searchStore.subscribe(draw);
    return () => {
      stop();
      watcher.disconnect();
    };
  }, [holder]);
  return null;
}
