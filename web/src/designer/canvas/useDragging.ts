/** Dragging what stands on the canvas: with guide lines, into an edge, into a group and out of one. One step each. */

import { useMemo, useState } from 'react';
import type { Position } from '../../lib/definition';
import { useDesigner } from '../context';
import { NODE_HEIGHT, NODE_WIDTH } from '../model/document';
import type { CanvasShared } from './canvasContext';
import { DragSession } from './dragSession';
import { edgeAt, groupAt } from './dropTargets';
import type { CanvasNode, Moved } from './flow';
import type { Flow } from './useCanvasView';
import { placeOfEvent } from './useConnecting';

const NOBODY: Moved = new Map();

export function useDragging(flow: { readonly current: Flow | null }, shared: CanvasShared) {
  const { store } = useDesigner();
  const { drawing } = shared;
  const [moved, setMoved] = useState<Moved>(NOBODY);
  const handlers = useMemo(() => {
    let session: DragSession | null = null;

    /** The edge under the middle of the one card, or under the pointer. */
    const splitEdge = (places: ReadonlyMap<string, Position>, pointer: Position): string | null => {
      const id = session?.loneNode();
      const corner = id ? places.get(id) : undefined;
      if (!session || !corner || !flow.current) return null;
      const middle = flow.current.flowToScreenPosition({ x: corner.x + NODE_WIDTH / 2, y: corner.y + NODE_HEIGHT / 2 });
      const key = edgeAt([middle, pointer]);
      return key !== null && session.mayGoInto(key) ? key : null;
    };
    const onNodeDragStart = (_event: unknown, node: CanvasNode, nodes: CanvasNode[]) => {
      session = new DragSession(store.get().doc, node.id, [...new Set([node.id, ...nodes.map(({ id }) => id)])]);
    };
    const onNodeDrag = (event: MouseEvent | TouchEvent | React.MouseEvent, node: CanvasNode) => {
      if (!session || !flow.current) return;
      const native = 'nativeEvent' in event ? event.nativeEvent : event;
      const { places, snap } = session.move(node.position, flow.current.getZoom(), native.altKey);
      setMoved(places);
      const pointer = placeOfEvent(native);
      const edge = splitEdge(places, pointer);
      const over = groupAt(store.get().doc, flow.current.screenToFlowPosition(pointer), session.groups);
      drawing.set({ guides: snap.guides, dropEdge: edge, dropGroup: session.changesTo(over) });
    };
    const onNodeDragStop = () => {
      const { dropEdge, dropGroup } = drawing.get();
      // A press without a drag has no way behind it and is no step.
      if (session) store.run(session.drop(dropEdge, dropGroup));
      session = null;
      drawing.rest();
      setMoved(NOBODY);
    };
    return { onNodeDragStart, onNodeDrag, onNodeDragStop };
  }, [store, drawing, flow]);
  return { handlers, moved };
}
