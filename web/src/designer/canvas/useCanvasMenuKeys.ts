/** Keys for what has no card: the menu of the selection, writing in a group's name or a note. */

import { useReactFlow } from '@xyflow/react';
import { useEffect } from 'react';
import { isTyping } from '../../commands/places';
import { useDesigner } from '../context';
import { nodeById, noteById } from '../model/document';
import { groupFrames } from '../model/frames';
import { placeOf } from '../model/geometry';
import { useCanvas } from './canvasContext';

/** Where a menu opens for an element that has the focus: a little inside its corner. */
const INSIDE = 20;

export function useCanvasMenuKeys(): void {
  const { store } = useDesigner();
  const { holder, overlays, drawing, editable } = useCanvas();
  const flow = useReactFlow();
  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    const openMenu = () => {
      const { selection, doc } = store.get();
      const [node, group, note] = [selection.nodes[0], selection.groups[0], selection.notes[0]];
      const box = element.getBoundingClientRect();
      const found = nodeById(doc, node ?? '');
      const place =
        (group === undefined ? undefined : groupFrames(doc).get(group)) ??
        (found && placeOf(found)) ??
        noteById(doc, note ?? '')?.position;
      const at = place
        ? flow.flowToScreenPosition({ x: place.x + INSIDE, y: place.y + INSIDE })
        : { x: box.left + box.width / 2, y: box.top + box.height / 2 };
      const seen = {
        x: Math.max(box.left, Math.min(at.x, box.right)),
        y: Math.max(box.top, Math.min(at.y, box.bottom)),
      };
      overlays.show({ kind: 'menu', target: 'selection', at: seen, place: flow.screenToFlowPosition(seen) });
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (isTyping(event.target)) return;
      const { nodes, groups, notes } = store.get().selection;
      const [group, note] = [groups.length === 1 ? groups[0] : undefined, notes.length === 1 ? notes[0] : undefined];
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
      if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) openMenu();
      else if (plain && editable && event.key === 'F2' && group !== undefined)
        drawing.set({ writing: { kind: 'group', id: group } });
      else if (
        plain &&
        editable &&
        (event.key === 'F2' || event.key === 'Enter') &&
        note !== undefined &&
        !nodes.length
      )
        drawing.set({ writing: { kind: 'note', id: note } });
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    element.addEventListener('keydown', onKeyDown);
    return () => element.removeEventListener('keydown', onKeyDown);
  }, [store, holder, overlays, drawing, editable, flow]);
}
