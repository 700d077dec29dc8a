/** What the parts of one canvas share, beyond the document. */

import { createContext, useContext, useSyncExternalStore } from 'react';
import type { DrawStore } from './drawStore';
import type { Overlay, OverlayStore } from './overlayStore';

export interface CanvasShared {
  readonly overlays: OverlayStore;
  /** What an unfinished interaction shows. */
  readonly drawing: DrawStore;
  /** False where a job is only shown. */
  readonly editable: boolean;
  /** The element around the canvas; it has the focus when no part of it has. */
  readonly holder: { readonly current: HTMLElement | null };
}

export const CanvasContext = createContext<CanvasShared | null>(null);

export function useCanvas(): CanvasShared {
  const canvas = useContext(CanvasContext);
  if (!canvas) throw new Error('The canvas context is missing around this part.');
  return canvas;
}

export function useOverlay(): Overlay | null {
  const { overlays } = useCanvas();
  return useSyncExternalStore(overlays.subscribe, overlays.get);
}
