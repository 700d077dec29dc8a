/** What a person does on the canvas becomes a command or a selection. The functions stay the same objects. */

import { useMemo } from 'react';
import type { CanvasShared } from './canvasContext';
import type { Flow } from './useCanvasView';
import { useConnecting } from './useConnecting';
import { useDragging } from './useDragging';
import { useMenus } from './useMenus';
import { usePaletteDrop } from './usePaletteDrop';
import { useSelecting } from './useSelecting';

export function useCanvasHandlers(flow: { readonly current: Flow | null }, shared: CanvasShared) {
  const { handlers: dragging, moved } = useDragging(flow, shared);
  const connecting = useConnecting(flow, shared);
  const selecting = useSelecting();
  const menus = useMenus(flow, shared);
  const holder = usePaletteDrop(flow, shared);
  const all = useMemo(
    () => ({ ...selecting, ...dragging, ...connecting, ...menus }),
    [selecting, dragging, connecting, menus],
  );
  return { flow: all, holder, moved };
}
