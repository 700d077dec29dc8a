/** What a person does on the canvas becomes a command or a selection. The functions stay the same objects. */

import type { Connection, EdgeChange, NodeChange } from '@xyflow/react';
import { type DragEvent, useMemo, useRef, useState } from 'react';
import type { Position } from '../../lib/definition';
import { addNodeOfType } from '../actions/nodes';
import { NODE_DRAG_TYPE, useDesigner } from '../context';
import { connect, moveNodes } from '../model/commands';
import { connectRefusal, nodeById } from '../model/document';
import type { CanvasShared } from './canvasContext';
import type { CanvasNode, LineEdge, Moved } from './flow';
import type { Flow } from './useCanvasView';

const NOBODY: Moved = new Map();

export function useCanvasHandlers(flow: { readonly current: Flow | null }, shared: CanvasShared) {
  const { store, types } = useDesigner();
  const [moved, setMoved] = useState<Moved>(NOBODY);
  const latest = useRef(types);
  latest.current = types;
  const { editable } = shared;
  const handlers = useMemo(() => {
    const onNodesChange = (changes: NodeChange<CanvasNode>[]) => {
      const places = new Map<string, Position>();
      for (const change of changes) {
        if (change.type === 'position' && change.position && change.dragging) places.set(change.id, change.position);
      }
      if (places.size > 0) setMoved((old) => new Map([...old, ...places]));
      const picked = changes.filter((change) => change.type === 'select');
      if (picked.length === 0) return;
      const { selection, doc } = store.get();
      const nodes = new Set(selection.nodes);
      for (const { id, selected } of picked) selected && nodeById(doc, id) ? nodes.add(id) : nodes.delete(id);
      store.select({ ...selection, nodes: [...nodes] });
    };
    const onEdgesChange = (changes: EdgeChange<LineEdge>[]) => {
      const picked = changes.filter((change) => change.type === 'select');
      if (picked.length === 0) return;
      const { selection } = store.get();
      const edges = new Set(selection.edges);
      for (const { id, selected } of picked) selected ? edges.add(id) : edges.delete(id);
      store.select({ ...selection, edges: [...edges] });
    };
    const onNodeDragStop = (_event: unknown, _node: CanvasNode, dragged: CanvasNode[]) => {
      const { doc } = store.get();
      const places = new Map<string, Position>();
      for (const { id, position } of dragged) {
        const old = nodeById(doc, id)?.position;
        if (nodeById(doc, id) && (old?.x !== position.x || old?.y !== position.y)) places.set(id, position);
      }
      if (places.size > 0) store.run(moveNodes(doc, places));
      setMoved(NOBODY);
    };
    const isValidConnection = ({ source, target }: { source: string | null; target: string | null }) =>
      source !== null && target !== null && connectRefusal(store.get().doc, source, target) === null;
    const onConnect = ({ source, target }: Connection) => {
      if (isValidConnection({ source, target })) store.run(connect(store.get().doc, source, target));
    };
    const onDrop = (event: DragEvent) => {
      const type = latest.current.get(event.dataTransfer.getData(NODE_DRAG_TYPE));
      if (!type || !flow.current || !editable) return;
      event.preventDefault();
      const at = flow.current.screenToFlowPosition({ x: event.clientX, y: event.clientY });
      addNodeOfType(store, type, at, true);
    };
    const onDragOver = (event: DragEvent) => {
      if (!editable || !event.dataTransfer.types.includes(NODE_DRAG_TYPE)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
    };
    return {
      flow: { onNodesChange, onEdgesChange, onNodeDragStop, isValidConnection, onConnect },
      holder: { onDrop, onDragOver },
    };
  }, [store, editable, flow]);
  return { ...handlers, moved };
}
