/**
 * The canvas is one stop of Tab: entering it leads to the node that had the focus last, arrows walk on from there,
 * Tab leaves it. Nodes can be focused (`tabindex=-1`) but are no stops themselves.
 */

import { type FocusEvent, useMemo } from 'react';
import { entryOf, partOf, setFocused } from '../actions/focus';
import { useDesigner } from '../context';
import { nodeById } from '../model/document';

function nodeIn(target: EventTarget): string | null {
  const node = target instanceof Element ? target.closest<HTMLElement>('.react-flow__node') : null;
  return node === target ? (node?.dataset.id ?? null) : null;
}

export function useCanvasFocus() {
  const { store, view } = useDesigner();
  return useMemo(
    () => ({
      onFocus: (event: FocusEvent<HTMLElement>) => {
        const holder = event.currentTarget;
        const node = nodeIn(event.target);
        // While a node has the focus, going back from it leads out of the canvas, not to the canvas itself.
        holder.tabIndex = node === null ? 0 : -1;
        if (node !== null && nodeById(store.get().doc, node)) setFocused(store, node);
        else if (event.target === holder && holder.matches(':focus-visible')) {
          const entry = partOf(store) ?? entryOf(store)?.id;
          if (entry !== undefined) view.current?.reveal(entry, true);
        }
      },
      onBlur: (event: FocusEvent<HTMLElement>) => {
        event.currentTarget.tabIndex = 0;
      },
    }),
    [store, view],
  );
}
