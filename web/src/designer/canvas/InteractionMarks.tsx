/** Lines and frames that show what an unfinished interaction would do: guide lines, the edge that is split, a circle. */

import { ViewportPortal } from '@xyflow/react';
import type { JobDefinition } from '../../lib/definition';
import { useDesigner } from '../context';
import { edgeKey } from '../model/changes';
import { NODE_HEIGHT, NODE_WIDTH, nodeById } from '../model/document';
import { placeOf } from '../model/geometry';
import { useCanvas } from './canvasContext';
import { pathOf } from './drawnPaths';
import type { Refused } from './drawStore';
import type { Guide } from './snapLines';
import { useDrawing } from './useDrawing';

export function InteractionMarks() {
  const guides = useDrawing((state) => state.guides);
  const dropEdge = useDrawing((state) => state.dropEdge);
  const refused = useDrawing((state) => state.refused);
  if (guides.length === 0 && dropEdge === null && refused === null) return null;
  return (
    <ViewportPortal>
      <svg className="marks" aria-hidden="true">
        {guides.map((guide, index) => (
          <GuideMark key={index} guide={guide} />
        ))}
        {dropEdge !== null && <LineMark edge={dropEdge} className="mark-drop" />}
        {refused && <RefusedMarks refused={refused} />}
      </svg>
    </ViewportPortal>
  );
}

const TICK = 4;

function GuideMark({ guide: { kind, axis, at, from, to } }: { guide: Guide }) {
  const level = kind === 'line' ? axis === 'y' : axis === 'x';
  const line = level ? `M${from} ${at}H${to}` : `M${at} ${from}V${to}`;
  if (kind === 'line') return <path className="guide" d={line} />;
  const ticks = [from, to].map((end) =>
    level ? `M${end} ${at - TICK}V${at + TICK}` : `M${at - TICK} ${end}H${at + TICK}`,
  );
  return <path className="guide guide-gap" d={[line, ...ticks].join('')} />;
}

function LineMark({ edge, className }: { edge: string; className: string }) {
  const { holder } = useCanvas();
  const path = pathOf(holder.current, edge);
  return path === null ? null : <path className={className} d={path} data-testid={className} data-edge={edge} />;
}

function edgesShown(doc: JobDefinition, { why, id, circle }: Refused, from: string, forward: boolean): string[] {
  if (why === 'twice') return [edgeKey(forward ? { source: from, target: id } : { source: id, target: from })];
  return circle.slice(1).flatMap((target, index) => {
    const source = circle[index];
    return source !== undefined && nodeById(doc, source) ? [edgeKey({ source, target })] : [];
  });
}

const AROUND = 4;

/** The nodes and edges of the circle that the edge would close. */
function RefusedMarks({ refused }: { refused: Refused }) {
  const { store } = useDesigner();
  const connecting = useDrawing((state) => state.connecting);
  if (!connecting) return null;
  const { doc } = store.get();
  const nodes = refused.circle.length > 0 ? refused.circle : [refused.id];
  return (
    <>
      {edgesShown(doc, refused, connecting.from, connecting.forward).map((key) => (
        <LineMark key={key} edge={key} className="mark-refused-line" />
      ))}
      {nodes.map((id) => {
        const node = nodeById(doc, id);
        if (!node) return null;
        const { x, y } = placeOf(node);
        return (
          <rect
            key={id}
            className="mark-refused"
            data-node={id}
            x={x - AROUND}
            y={y - AROUND}
            width={NODE_WIDTH + 2 * AROUND}
            height={NODE_HEIGHT + 2 * AROUND}
            rx={9}
          />
        );
      })}
    </>
  );
}
