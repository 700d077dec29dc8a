/** What actions may ask of this canvas (`designer/view.ts`), put where they find it. */

import type { ReactFlowInstance } from '@xyflow/react';
import { useEffect, useMemo, useRef } from 'react';
import type { Position } from '../../lib/definition';
import { type RunMap, useDesigner } from '../context';
import type { CanvasView } from '../view';
import type { CanvasShared } from './canvasContext';
import type { CanvasNode, LineEdge } from './flow';
import { makePicture } from './makePicture';
import { drawnAs } from './revealing';
import { frameOf, revealed } from './viewport';

export type Flow = ReactFlowInstance<CanvasNode, LineEdge>;

export function useCanvasView(
  flow: Flow | null,
  shared: CanvasShared,
  toggleMinimap: () => void,
  runs: RunMap | null,
): CanvasView | null {
  const designer = useDesigner();
  const { store, view } = designer;
  const latest = useRef({ designer, runs });
  latest.current = { designer, runs };
  const pointer = useRef<{ x: number; y: number } | null>(null);
  const { holder, overlays, drawing } = shared;
  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    const move = (event: PointerEvent) => {
      pointer.current = { x: event.clientX, y: event.clientY };
    };
    const leave = () => {
      pointer.current = null;
    };
    element.addEventListener('pointermove', move, { passive: true });
    element.addEventListener('pointerleave', leave);
    return () => {
      element.removeEventListener('pointermove', move);
      element.removeEventListener('pointerleave', leave);
    };
  }, [holder]);

  const made = useMemo<CanvasView | null>(() => {
    if (!flow) return null;
    const size = () => ({ width: holder.current?.clientWidth ?? 0, height: holder.current?.clientHeight ?? 0 });
    const middle = (): Position => {
      const box = holder.current?.getBoundingClientRect();
      return flow.screenToFlowPosition({
        x: (box?.left ?? 0) + (box?.width ?? 0) / 2,
        y: (box?.top ?? 0) + (box?.height ?? 0) / 2,
      });
    };
    return {
      drawn: true,
      showAll: (ids) => {
        const { width, height } = size();
        const { doc } = store.get();
        const wanted = ids && new Set(ids);
        const nodes = wanted ? doc.nodes.filter((node) => wanted.has(node.id)) : doc.nodes;
        void flow.setViewport(frameOf(nodes, width, height, wanted ? [] : doc.notes));
      },
      zoomTo: (zoom) => void flow.zoomTo(zoom),
      zoomBy: (factor) => void flow.zoomTo(flow.getZoom() * factor),
      reveal: (id, focus = true) => {
        const found = drawnAs(store.get().doc, id);
        if (!found) return;
        const { width, height } = size();
        const next = revealed(flow.getViewport(), found.rect, width, height);
        if (next) void flow.setViewport(next);
        if (focus) focusNode(holder.current, found.key);
      },
      centre: middle,
      pointer: () => pointer.current && flow.screenToFlowPosition(pointer.current),
      quickAdd: (wish) => overlays.show({ kind: 'quick_add', wish }),
      editEdge: (key) => overlays.show({ kind: 'edge', key }),
      writeNote: (id) => drawing.set({ writing: { kind: 'note', id } }),
      toggleMinimap,
      makePicture: (kind) => void makePicture(kind, latest.current.designer, latest.current.runs),
    };
  }, [flow, holder, overlays, drawing, store, toggleMinimap]);

  useEffect(() => {
    view.current = made;
    return () => {
      if (view.current === made) view.current = null;
    };
  }, [view, made]);
  return made;
}

/** A node outside the part that was in sight is only there after the next frames. */
function focusNode(holder: HTMLElement | null, id: string, tries = 5): void {
  const element = holder?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`);
  if (element) element.focus({ preventScroll: true });
  else if (tries > 0) requestAnimationFrame(() => focusNode(holder, id, tries - 1));
}
