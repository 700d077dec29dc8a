/**
 * All edges in one painting, while the canvas is seen from far: thousands of them cost no elements.
 *
 * While the view moves, the painting is only shifted and scaled; it is painted anew when too much of the margin is
 * used up, and once the view rests.
 */

import { useStoreApi } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import type { Position } from '../../lib/definition';
import { useDocument } from '../context';
import { curveOf, trace } from './curve';
import type { CanvasNode, LineEdge } from './flow';
import { ink, useInk } from './ink';

const MARGIN = 0.25;
const REST_MS = 120;
const NOWHERE = { x: 0, y: 0 };

const LOOK = {
  idle: { token: '--mr-bd-control', dash: [] },
  done: { token: '--mr-ch-success', dash: [] },
  active: { token: '--mr-st-running', dash: [5, 4] },
  off: { token: '--mr-bd-control', dash: [3, 4] },
} as const;

type Kind = keyof typeof LOOK;

function pathsOf(
  nodes: readonly CanvasNode[],
  lines: readonly LineEdge[],
  live: ReadonlySet<string>,
): Map<Kind, Path2D> {
  const places = new Map<string, Position>(nodes.map((node) => [node.id, node.position]));
  const paths = new Map<Kind, Path2D>();
  for (const { id, source, target, data } of lines) {
    if (!data || live.has(id)) continue;
    const [from, to] = [places.get(source), places.get(target)];
    let path = paths.get(data.state);
    if (!path) {
      path = new Path2D();
      paths.set(data.state, path);
    }
    trace(path, curveOf(from ?? NOWHERE, to ?? NOWHERE, data.sourceShift, data.targetShift, data.lane));
  }
  return paths;
}

interface EdgeLayerProps {
  nodes: readonly CanvasNode[];
  lines: readonly LineEdge[];
  /** Edges that are drawn one by one: those that move or are selected. */
  live: ReadonlySet<string>;
}

export function EdgeLayer({ nodes, lines, live }: EdgeLayerProps) {
  const store = useStoreApi();
  const canvas = useRef<HTMLCanvasElement>(null);
  const colours = useInk();
  const { doc } = useDocument();
  // While nodes are dragged, their edges are not in the painting.
  const latest = useRef(nodes);
  latest.current = nodes;

  // biome-ignore lint/correctness/useExhaustiveDependencies: other places or colours are another painting.
  useEffect(() => {
    const element = canvas.current;
    const pen = element?.getContext('2d');
    if (!element || !pen) return;
    const paths = pathsOf(latest.current, lines, live);
    let painted = { x: 0, y: 0, zoom: 0, width: 0, height: 0 };
    let rest: ReturnType<typeof setTimeout> | undefined;

    const paint = () => {
      const { transform, width, height } = store.getState();
      const [x, y, zoom] = transform;
      const dots = Math.min(2, devicePixelRatio);
      const [left, top] = [width * MARGIN, height * MARGIN];
      const [wide, high] = [Math.round((width + 2 * left) * dots), Math.round((height + 2 * top) * dots)];
      if (element.width !== wide || element.height !== high) {
        element.width = wide;
        element.height = high;
        element.style.width = `${wide / dots}px`;
        element.style.height = `${high / dots}px`;
        element.style.left = `${-left}px`;
        element.style.top = `${-top}px`;
      }
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.clearRect(0, 0, wide, high);
      pen.setTransform(zoom * dots, 0, 0, zoom * dots, (x + left) * dots, (y + top) * dots);
      for (const [kind, path] of paths) {
        pen.strokeStyle = ink(LOOK[kind].token);
        pen.lineWidth = Math.max(1.5, 0.7 / zoom);
        pen.setLineDash([...LOOK[kind].dash]);
        pen.stroke(path);
      }
      element.style.transform = '';
      painted = { x, y, zoom, width, height };
    };
    const follow = () => {
      const { transform, width, height } = store.getState();
      const [x, y, zoom] = transform;
      if (x === painted.x && y === painted.y && zoom === painted.zoom && width === painted.width) return;
      const scale = zoom / painted.zoom;
      const [dx, dy] = [x - painted.x * scale, y - painted.y * scale];
      const used = Math.max(
        edge(dx, scale, width),
        edge(dy, scale, height),
        width !== painted.width || height !== painted.height ? 1 : 0,
      );
      clearTimeout(rest);
      if (used > MARGIN || scale > 1.6) paint();
      else {
        const [ox, oy] = [width * MARGIN, height * MARGIN];
        element.style.transformOrigin = `${ox}px ${oy}px`;
        element.style.transform = `translate(${dx}px, ${dy}px) scale(${scale})`;
        rest = setTimeout(paint, REST_MS);
      }
    };
    paint();
    const stop = store.subscribe(follow);
    return () => {
      stop();
      clearTimeout(rest);
    };
  }, [store, doc.nodes, doc.groups, lines, live, colours]);

  return <canvas ref={canvas} className="edge-layer" data-edges={lines.length - live.size} />;
}

/** How far, as a share of the size, the painting falls short of the part that is seen. */
function edge(shift: number, scale: number, size: number): number {
  const near = shift - MARGIN * size * scale;
  const far = shift + (1 + MARGIN) * size * scale;
  if (near <= 0 && far >= size) return 0;
  return 1;
}
