/** Grips at the ends of the edge that is selected or pointed at: drag one to another node. */

import { useReactFlow, ViewportPortal } from '@xyflow/react';
import { type PointerEvent, useLayoutEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesigner, useDocument } from '../context';
import { edgeByKey, NODE_HEIGHT, NODE_WIDTH, nodeById } from '../model/document';
import { placeOf } from '../model/geometry';
import { type EdgeEnd, reconnect } from '../model/wiring';
import { useCanvas } from './canvasContext';
import { connectingFrom, refusalAt } from './connecting';
import { endsOf, type LineEnds } from './drawnPaths';
import { cardAt } from './dropTargets';
import { useDrawing } from './useDrawing';

const AWAY = 14;
const GRIP = 6;

export function EdgeEnds() {
  const { doc, selection } = useDocument();
  const hovered = useDrawing((state) => state.hoveredEdge);
  const busy = useDrawing((state) => state.connecting !== null && state.connecting.edge === undefined);
  const [only, more] = selection.edges;
  const key = hovered ?? (more === undefined && selection.nodes.length === 0 ? only : undefined);
  if (key === undefined || busy || !edgeByKey(doc, key)) return null;
  return <Grips key={key} edge={key} />;
}

function Grips({ edge: key }: { edge: string }) {
  const { t } = useTranslation();
  const { store } = useDesigner();
  const { doc } = useDocument();
  const { drawing, holder } = useCanvas();
  const flow = useReactFlow();
  const [ends, setEnds] = useState<LineEnds | null>(null);
  const loose = useDrawing((state) => state.loose);
  // The line is drawn in the same pass, so it can be measured after it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the line moves with the document.
  useLayoutEffect(() => setEnds(endsOf(holder.current, key, AWAY)), [key, doc, holder]);

  const take = (event: PointerEvent, end: EdgeEnd) => {
    const edge = edgeByKey(store.get().doc, key);
    if (!edge || event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation();
    const fast = end === 'target' ? edge.source : edge.target;
    const connecting = connectingFrom(store.get().doc, fast, end === 'target', key);
    const listening = new AbortController();
    const options = { signal: listening.signal, capture: true };
    const over = (at: globalThis.PointerEvent) => cardAt({ x: at.clientX, y: at.clientY });
    const close = () => {
      listening.abort();
      drawing.rest();
      drawing.set({ hoveredEdge: null });
    };
    window.addEventListener(
      'pointermove',
      (at) => {
        const id = over(at);
        const place = flow.screenToFlowPosition({ x: at.clientX, y: at.clientY });
        const refused =
          id === drawing.get().refused?.id ? drawing.get().refused : refusalAt(store.get().doc, connecting, id);
        drawing.set({ connecting, loose: place, refused });
      },
      options,
    );
    window.addEventListener(
      'pointerup',
      (at) => {
        const id = over(at);
        close();
        if (id === null || connecting.illegal.has(id)) return;
        const command = reconnect(store.get().doc, key, end, id);
        store.run(command);
        const next = end === 'target' ? `${edge.source}->${id}` : `${id}->${edge.target}`;
        if (edgeByKey(store.get().doc, next)) store.select({ edges: [next] });
      },
      options,
    );
    window.addEventListener('keydown', (press) => press.key === 'Escape' && close(), options);
  };
  if (!ends) return null;
  const edge = edgeByKey(doc, key);
  const fastNode = nodeById(doc, drawing.get().connecting?.from ?? '');
  return (
    <ViewportPortal>
      <svg className="marks marks-grips" aria-hidden="true">
        {loose && edge && fastNode && <LooseLine from={fastNode.id} to={loose} />}
        {!loose &&
          (['source', 'target'] as const).map((end) => (
            <circle
              key={end}
              className="edge-grip nopan nodrag"
              data-testid={`grip-${end}`}
              cx={ends[end].x}
              cy={ends[end].y}
              r={GRIP}
              onPointerDown={(event) => take(event, end)}
              onPointerLeave={(event) => {
                const { relatedTarget } = event;
                const stays = relatedTarget instanceof Element && relatedTarget.closest('.react-flow__edge');
                if (!stays) drawing.set({ hoveredEdge: null });
              }}
            >
              <title>{t(end === 'source' ? 'edge.grip_source' : 'edge.grip_target')}</title>
            </circle>
          ))}
      </svg>
    </ViewportPortal>
  );
}

/** From the end that stands fast to the pointer. */
function LooseLine({ from, to }: { from: string; to: { x: number; y: number } }) {
  const { doc } = useDocument();
  const forward = useDrawing((state) => state.connecting?.forward ?? true);
  const node = nodeById(doc, from);
  if (!node) return null;
  const { x, y } = placeOf(node);
  const start = { x: x + NODE_WIDTH / 2, y: forward ? y + NODE_HEIGHT : y };
  const bend = Math.max(24, Math.abs(to.y - start.y) / 2) * (forward ? 1 : -1);
  return (
    <path
      className="loose"
      d={`M${start.x} ${start.y}C${start.x} ${start.y + bend} ${to.x} ${to.y - bend} ${to.x} ${to.y}`}
    />
  );
}
