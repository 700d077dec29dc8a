/**
 * While an edge is being drawn, cards it may not reach are dimmed. The marks are put on the elements from here: a
 * subscription in each card would cost a frame with two thousand of them.
 */

import { useConnection } from '@xyflow/react';
import { useEffect } from 'react';
import { useDesigner } from '../context';
import { connectRefusal } from '../model/document';
import { useCanvas } from './canvasContext';

export function RefusedMarks() {
  const from = useConnection((connection) => (connection.inProgress ? connection.fromHandle.nodeId : null));
  const forward = useConnection((connection) => connection.inProgress && connection.fromHandle.type === 'source');
  const { store } = useDesigner();
  const { holder } = useCanvas();
  useEffect(() => {
    const element = holder.current;
    if (from === null || !element) return;
    const { doc } = store.get();
    for (const node of element.querySelectorAll<HTMLElement>('.react-flow__node-card')) {
      const id = node.dataset.id ?? '';
      const refused = id !== from && connectRefusal(doc, forward ? from : id, forward ? id : from) !== null;
      if (refused) node.querySelector('.node')?.classList.add('refused');
    }
    return () => {
      for (const card of element.querySelectorAll('.node.refused')) card.classList.remove('refused');
    };
  }, [from, forward, store, holder]);
  return null;
}
