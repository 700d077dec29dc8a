/** Shows all nodes. React Flow's own `fitView` waits for nodes that were never measured, so the bounds are ours. */

import type { ReactFlowInstance } from '@xyflow/react';
import type { JobDefinition } from '../../lib/definition';
import { NODE_HEIGHT, NODE_WIDTH } from '../model/document';
import type { CardNode, LineEdge } from './flow';

const MARGIN = 24;
const MIN_ZOOM = 0.1;

export interface Frame {
  x: number;
  y: number;
  zoom: number;
}

export function frameOf(doc: JobDefinition, width: number, height: number): Frame {
  const places = doc.nodes.map((node) => node.position ?? { x: 0, y: 0 });
  if (places.length === 0) return { x: width / 2, y: height / 3, zoom: 1 };
  const left = Math.min(...places.map((p) => p.x));
  const top = Math.min(...places.map((p) => p.y));
  const w = Math.max(...places.map((p) => p.x)) + NODE_WIDTH - left;
  const h = Math.max(...places.map((p) => p.y)) + NODE_HEIGHT - top;
  const room = Math.min((width - 2 * MARGIN) / w, (height - 2 * MARGIN) / h);
  const zoom = Math.max(MIN_ZOOM, Math.min(1, room));
  return {
    x: (width - w * zoom) / 2 - left * zoom,
    y: Math.max(MARGIN / 2, (height - h * zoom) / 2) - top * zoom,
    zoom,
  };
}

export function fitAll(flow: ReactFlowInstance<CardNode, LineEdge>, doc: JobDefinition, holder: HTMLElement): void {
  void flow.setViewport(frameOf(doc, holder.clientWidth, holder.clientHeight));
}
