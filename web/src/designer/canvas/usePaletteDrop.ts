/** A node type dragged from the palette: onto the canvas, into an edge, into a group. */

import { type DragEvent, useMemo, useRef } from 'react';
import type { Position } from '../../lib/definition';
import { NODE_DRAG_TYPE, useDesigner } from '../context';
import { addNodes } from '../model/commands';
import { edgeByKey } from '../model/document';
import { rememberType } from '../palette/recents';
import type { CanvasShared } from './canvasContext';
import { edgeAt, groupAt } from './dropTargets';
import { cardAround, newNode, putOnEdge } from './placing';
import type { Flow } from './useCanvasView';

const NOBODY: ReadonlySet<string> = new Set();

export function usePaletteDrop(flow: { readonly current: Flow | null }, shared: CanvasShared) {
  const { store, types } = useDesigner();
  const latest = useRef(types);
  latest.current = types;
  const { drawing, editable } = shared;
  return useMemo(() => {
    const under = (event: DragEvent) => {
      const pointer: Position = { x: event.clientX, y: event.clientY };
      const { doc } = store.get();
      const key = edgeAt([pointer]);
      const at = flow.current?.screenToFlowPosition(pointer) ?? { x: 0, y: 0 };
      return { at, edge: key !== null && edgeByKey(doc, key) ? key : null, group: groupAt(doc, at, NOBODY) };
    };
    const onDragOver = (event: DragEvent) => {
      if (!editable || !event.dataTransfer.types.includes(NODE_DRAG_TYPE)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      const { edge, group } = under(event);
      drawing.set({ dropEdge: edge, dropGroup: group ?? undefined });
    };
    const onDragLeave = (event: DragEvent) => {
      const { relatedTarget } = event;
      if (!(relatedTarget instanceof Node) || !event.currentTarget.contains(relatedTarget)) drawing.rest();
    };
    const onDrop = (event: DragEvent) => {
      const type = latest.current.get(event.dataTransfer.getData(NODE_DRAG_TYPE));
      drawing.rest();
      if (!type || !flow.current || !editable) return;
      event.preventDefault();
      const { doc } = store.get();
      const { at, edge, group } = under(event);
      const { x, y } = cardAround(at);
      const node = newNode(doc, type, { x, y }, group);
      store.run(edge === null ? addNodes(doc, [node], []) : putOnEdge(doc, edge, node));
      store.select({ nodes: [node.id] });
      rememberType(type.name);
    };
    return { onDrop, onDragOver, onDragLeave };
  }, [store, editable, drawing, flow]);
}
