/** The map of the whole graph: jobs by colour, the part that is seen as a frame. Click or drag to go there. */

import { useReactFlow, useStore } from '@xyflow/react';
import type { PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { CARD_HEIGHT, CARD_WIDTH } from './model';

const WIDTH = 126;
const HEIGHT = 86;

interface Spot {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly colour: string;
}

export function GraphMap({ spots }: { spots: readonly Spot[] }) {
  const { t } = useTranslation();
  const flow = useReactFlow();
  const [x, y, zoom] = useStore((state) => state.transform);
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const left = Math.min(...spots.map((spot) => spot.x));
  const top = Math.min(...spots.map((spot) => spot.y));
  const wide = Math.max(...spots.map((spot) => spot.x)) + CARD_WIDTH - left;
  const high = Math.max(...spots.map((spot) => spot.y)) + CARD_HEIGHT - top;
  const factor = Math.min(WIDTH / wide, HEIGHT / high);
  const [offX, offY] = [left - (WIDTH / factor - wide) / 2, top - (HEIGHT / factor - high) / 2];
  const go = (event: PointerEvent<SVGSVGElement>) => {
    if (event.type === 'pointermove' && !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId);
    const box = event.currentTarget.getBoundingClientRect();
    const [toX, toY] = [offX + (event.clientX - box.left) / factor, offY + (event.clientY - box.top) / factor];
    void flow.setViewport({ x: width / 2 - toX * zoom, y: height / 2 - toY * zoom, zoom });
  };
  return (
    <div className="mini">
      <div className="mini-area">
        <svg
          width={WIDTH}
          height={HEIGHT}
          role="img"
          aria-label={t('canvas.map')}
          onPointerDown={go}
          onPointerMove={go}
        >
          <g transform={`scale(${factor}) translate(${-offX} ${-offY})`}>
            {spots.map((spot) => (
              <rect key={spot.id} x={spot.x} y={spot.y} width={CARD_WIDTH} height={CARD_HEIGHT} fill={spot.colour} />
            ))}
            <rect
              x={-x / zoom}
              y={-y / zoom}
              width={width / zoom}
              height={height / zoom}
              fill="none"
              stroke="var(--mr-accent-mark)"
              strokeWidth={1.5 / factor}
            />
          </g>
        </svg>
      </div>
    </div>
  );
}
