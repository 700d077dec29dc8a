/** The map of the whole drawing: states by colour, the part that is seen as a frame. Click or drag to go there. */

import { useStoreApi } from '@xyflow/react';
import { type PointerEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobDefinition } from '../../lib/definition';
import { LOOKS, shownStatus } from '../../lib/status';
import { type RunMap, useDesigner } from '../context';
import { NODE_HEIGHT, NODE_WIDTH } from '../model/document';
import { ink, useInk } from './ink';
import type { Flow } from './useCanvasView';

const WIDTH = 126;
const HEIGHT = 86;
const NOWHERE = { x: 0, y: 0 };

interface Scale {
  left: number;
  top: number;
  factor: number;
}

function scaleOf(doc: JobDefinition): Scale {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { position } of doc.nodes) {
    const { x, y } = position ?? NOWHERE;
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + NODE_WIDTH);
    bottom = Math.max(bottom, y + NODE_HEIGHT);
  }
  const factor = Math.min(WIDTH / (right - left), HEIGHT / (bottom - top), 0.2);
  return {
    left: left - (WIDTH / factor - (right - left)) / 2,
    top: top - (HEIGHT / factor - (bottom - top)) / 2,
    factor,
  };
}

function nodeColour(id: string, runs: RunMap | null, selected: ReadonlySet<string>): string {
  if (selected.has(id)) return '--mr-accent-mark';
  const run = runs?.get(id);
  return run ? `--mr-st-${LOOKS[shownStatus(run)].hue}` : '--mr-bd-control';
}

interface MapProps {
  flow: Flow | null;
  doc: JobDefinition;
  selected: readonly string[];
  runs: RunMap | null;
}

export function MiniMap({ flow, doc, selected, runs }: MapProps) {
  const { t } = useTranslation();
  const { problems } = useDesigner();
  const store = useStoreApi();
  const canvas = useRef<HTMLCanvasElement>(null);
  const seen = useRef<HTMLDivElement>(null);
  const scale = useRef<Scale>({ left: 0, top: 0, factor: 0 });
  const colours = useInk();

  // biome-ignore lint/correctness/useExhaustiveDependencies: other colours are another painting.
  useEffect(() => {
    // After the frame in which the drawing itself changed.
    const asked = requestAnimationFrame(() => {
      const element = canvas.current;
      const pen = element?.getContext('2d');
      if (!element || !pen) return;
      scale.current = scaleOf(doc);
      const { left, top, factor } = scale.current;
      const dots = Math.min(2, devicePixelRatio);
      element.width = WIDTH * dots;
      element.height = HEIGHT * dots;
      pen.scale(dots, dots);
      const picked = new Set(selected);
      const wrong = new Set(problems.flatMap((one) => (one.severity === 'error' && one.node_id ? [one.node_id] : [])));
      for (const { id, position } of doc.nodes) {
        const { x, y } = position ?? NOWHERE;
        const colour = nodeColour(id, runs, picked);
        pen.fillStyle = ink(wrong.has(id) && colour === '--mr-bd-control' ? '--mr-st-failed' : colour);
        pen.fillRect(
          (x - left) * factor,
          (y - top) * factor,
          Math.max(1, NODE_WIDTH * factor),
          Math.max(1, NODE_HEIGHT * factor),
        );
      }
      frame();
    });
    const frame = () => {
      const { transform, width, height } = store.getState();
      const [x, y, zoom] = transform;
      const { left, top, factor } = scale.current;
      const box = seen.current;
      if (!box || factor === 0) return;
      const x1 = clamp((-x / zoom - left) * factor, WIDTH);
      const y1 = clamp((-y / zoom - top) * factor, HEIGHT);
      const x2 = clamp(((width - x) / zoom - left) * factor, WIDTH);
      const y2 = clamp(((height - y) / zoom - top) * factor, HEIGHT);
      box.style.transform = `translate(${x1}px, ${y1}px)`;
      box.style.width = `${Math.max(4, x2 - x1)}px`;
      box.style.height = `${Math.max(4, y2 - y1)}px`;
    };
    const stop = store.subscribe(frame);
    return () => {
      cancelAnimationFrame(asked);
      stop();
    };
  }, [store, doc, selected, runs, problems, colours]);

  const go = (event: PointerEvent<HTMLDivElement>) => {
    if (!flow || (event.type === 'pointermove' && !event.currentTarget.hasPointerCapture(event.pointerId))) return;
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId);
    const box = event.currentTarget.getBoundingClientRect();
    const { left, top, factor } = scale.current;
    const x = left + (((event.clientX - box.left) / box.width) * WIDTH) / factor;
    const y = top + (((event.clientY - box.top) / box.height) * HEIGHT) / factor;
    const { width, height } = store.getState();
    const zoom = flow.getZoom();
    void flow.setViewport({ x: width / 2 - x * zoom, y: height / 2 - y * zoom, zoom });
  };

  return (
    <div className="mini" data-testid="minimap">
      <div className="mini-area" onPointerDown={go} onPointerMove={go}>
        <canvas ref={canvas} className="mini-nodes" role="img" aria-label={t('canvas.map')} />
        <div ref={seen} className="mini-seen" />
      </div>
    </div>
  );
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}
