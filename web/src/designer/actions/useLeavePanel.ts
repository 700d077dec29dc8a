/** Esc leads from the panel and the drawer back to what is chosen on the canvas. */

import { useEffect } from 'react';
import { dialogIsOpen } from '../../commands/places';
import type { ActionContext } from './action';
import { backToCanvas } from './focus';

const AROUND = '.side.right, .drawer';
/** What lies open there is closed first, by itself. */
const OPEN = '[aria-expanded=true][role=combobox], [aria-expanded=true][aria-haspopup], [role=menu], [role=listbox]';

export function useLeavePanel(context: () => ActionContext): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { target } = event;
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
      if (!(target instanceof Element) || target.closest(OPEN) || dialogIsOpen(target)) return;
      // A field that gave up the focus by Esc is still where it was left.
      if (!target.closest(AROUND)) return;
      event.preventDefault();
      event.stopPropagation();
      backToCanvas(context());
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [context]);
}
