/** The right button of the mouse, and what else a pointer asks for at nodes, edges and the empty canvas. */

import { type MouseEvent as ReactMouseEvent, useMemo } from 'react';
import { useDesigner } from '../context';
import type { CanvasShared } from './canvasContext';
import { partsOfIds } from './dragSession';
import type { CanvasNode, LineEdge } from './flow';
import type { MenuTarget } from './overlayStore';
import type { Flow } from './useCanvasView';

type Clicked = ReactMouseEvent | MouseEvent;

export function useMenus(flow: { readonly current: Flow | null }, { overlays, drawing }: CanvasShared) {
  const { store } = useDesigner();
  return useMemo(() => {
    const open = (event: Clicked, target: MenuTarget) => {
      event.preventDefault();
      const at = { x: event.clientX, y: event.clientY };
      overlays.show({ kind: 'menu', target, at, place: flow.current?.screenToFlowPosition(at) ?? { x: 0, y: 0 } });
    };
    const onNodeContextMenu = (event: Clicked, node: CanvasNode) => {
      const { selection } = store.get();
      const parts = partsOfIds([node.id]);
      const there = (['nodes', 'groups', 'notes'] as const).some((list) =>
        parts[list].some((id) => selection[list].includes(id)),
      );
      if (!there) store.select(parts);
      open(event, 'selection');
    };
    const onEdgeContextMenu = (event: Clicked, line: LineEdge) => {
      if (!store.get().selection.edges.includes(line.id)) store.select({ edges: [line.id] });
      open(event, 'selection');
    };
    const onPaneContextMenu = (event: Clicked) => open(event, 'canvas');
    const onSelectionContextMenu = (event: Clicked) => open(event, 'selection');
    const onEdgeMouseEnter = (_event: Clicked, line: LineEdge) => {
      if (!drawing.get().connecting) drawing.set({ hoveredEdge: line.id });
    };
    const onEdgeMouseLeave = (event: Clicked) => {
      const { relatedTarget } = event;
      // The grips at its ends belong to the edge.
      if (relatedTarget instanceof Element && relatedTarget.closest('.edge-grip')) return;
      drawing.set({ hoveredEdge: null });
    };
    return {
      onNodeContextMenu,
      onEdgeContextMenu,
      onPaneContextMenu,
      onSelectionContextMenu,
      onEdgeMouseEnter,
      onEdgeMouseLeave,
    };
  }, [store, overlays, drawing, flow]);
}
