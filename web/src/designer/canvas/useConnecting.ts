/** Drawing an edge with the pointer: from a port to a card, to another port, or into the void. */

import type { Connection, FinalConnectionState, OnConnectStartParams } from '@xyflow/react';
import { useMemo } from 'react';
import type { Position } from '../../lib/definition';
import { useDesigner } from '../context';
import { connect } from '../model/commands';
import { connectRefusal } from '../model/document';
import type { CanvasShared } from './canvasContext';
import { connectingFrom, refusalAt } from './connecting';
import { cardAt } from './dropTargets';
import type { Flow } from './useCanvasView';

type Pointed = MouseEvent | TouchEvent;

export function placeOfEvent(event: Pointed): Position {
  const touch = 'changedTouches' in event ? event.changedTouches[0] : event;
  return { x: touch?.clientX ?? 0, y: touch?.clientY ?? 0 };
}

export function useConnecting(flow: { readonly current: Flow | null }, shared: CanvasShared) {
  const { store } = useDesigner();
  const { drawing, overlays } = shared;
  return useMemo(() => {
    let listening: AbortController | null = null;

    const onConnectStart = (_event: Pointed, { nodeId, handleType }: OnConnectStartParams) => {
      if (nodeId === null) return;
      const { doc } = store.get();
      const connecting = connectingFrom(doc, nodeId, handleType === 'source');
      drawing.set({ connecting });
      listening = new AbortController();
      const onMove = (event: PointerEvent) => {
        const over = cardAt({ x: event.clientX, y: event.clientY });
        const old = drawing.get().refused;
        if (old?.id !== over || over === null) drawing.set({ refused: refusalAt(doc, connecting, over) });
      };
      window.addEventListener('pointermove', onMove, { signal: listening.signal });
      // Fires also where the connection is given up with Escape or by leaving the window.
      window.addEventListener('blur', () => end(), { signal: listening.signal });
    };
    const end = () => {
      listening?.abort();
      listening = null;
      drawing.rest();
    };
    const isValidConnection = ({ source, target }: { source: string | null; target: string | null }) => {
      if (source === null || target === null) return false;
      const connecting = drawing.get().connecting;
      if (!connecting) return connectRefusal(store.get().doc, source, target) === null;
      return !connecting.illegal.has(connecting.forward ? target : source);
    };
    const onConnect = ({ source, target }: Connection) => join(source, target);
    const join = (source: string, target: string) => {
      if (connectRefusal(store.get().doc, source, target) === null) store.run(connect(store.get().doc, source, target));
    };
    const onConnectEnd = (event: Pointed, state: FinalConnectionState) => {
      const at = placeOfEvent(event);
      const { fromNode, fromHandle } = state;
      end();
      if (!fromNode || !fromHandle || !flow.current) return;
      const forward = fromHandle.type === 'source';
      const ends = (id: string) => (forward ? ([fromNode.id, id] as const) : ([id, fromNode.id] as const));
      const reached = state.isValid ? state.toNode?.id : cardAt(at);
      if (reached) {
        const [source, target] = ends(reached);
        // A port does this itself; a card is a larger aim.
        if (!state.isValid) join(source, target);
        offerOthers(source, target, at);
      } else if (document.elementFromPoint(at.x, at.y)?.closest('.react-flow__pane, .react-flow__node-group')) {
        const wish = { at: flow.current.screenToFlowPosition(at) };
        const [side, id] = forward ? (['after', fromNode.id] as const) : (['before', fromNode.id] as const);
        overlays.show({ kind: 'quick_add', wish: { ...wish, [side]: id } });
      }
    };
    /** With several nodes selected, an edge at one of them may be meant for all. */
    const offerOthers = (source: string, target: string, at: Position) => {
      const { nodes } = store.get().selection;
      if (nodes.length < 2 || nodes.includes(source) === nodes.includes(target)) return;
      overlays.show({ kind: 'wire', at, source, target });
    };
    return { onConnectStart, onConnectEnd, onConnect, isValidConnection };
  }, [store, drawing, overlays, flow]);
}
