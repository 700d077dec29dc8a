/**
 * While an edge is being drawn, cards it may not reach are dimmed. The marks are put on the elements from here: a
 * subscription in each card would cost a frame with two thousand of them.
 */

import { useEffect } from 'react';
import { useCanvas } from './canvasContext';
import { useDrawing } from './useDrawing';

export function RefusedMarks() {
  const connecting = useDrawing((state) => state.connecting);
  const { holder } = useCanvas();
  useEffect(() => {
    const element = holder.current;
    if (!connecting || !element) return;
    for (const node of element.querySelectorAll<HTMLElement>('.react-flow__node-card')) {
      const id = node.dataset.id ?? '';
      const refused = id !== connecting.from && connecting.illegal.has(id);
      if (refused) node.querySelector('.node')?.classList.add('refused');
    }
    return () => {
      for (const card of element.querySelectorAll('.node.refused')) card.classList.remove('refused');
    };
  }, [connecting, holder]);
  return null;
}
