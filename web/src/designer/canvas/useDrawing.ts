/** How parts of the canvas read what an unfinished interaction shows. */

import { useSyncExternalStore } from 'react';
import { useCanvas } from './canvasContext';
import type { DrawState } from './drawStore';

/** `pick` must give a part of the state or a plain value, the same one as long as nothing changed. */
export function useDrawing<T>(pick: (state: DrawState) => T): T {
  const { drawing } = useCanvas();
  return useSyncExternalStore(drawing.subscribe, () => pick(drawing.get()));
}
