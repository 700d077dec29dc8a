/** Everything that lies over the drawing and belongs to an interaction. Mounted once, inside React Flow. */

import { lazy, Suspense } from 'react';
import { useCanvas, useOverlay } from './canvasContext';
import { EdgeEnds } from './EdgeEnds';
import { InteractionMarks } from './InteractionMarks';
import { RefusalHint } from './RefusalHint';
import { useCanvasMenuKeys } from './useCanvasMenuKeys';
import { useDrawing } from './useDrawing';

// Asked for by hand, so they may come a moment later than the canvas.
const CalledJobs = lazy(() => import('./CalledJobs').then((m) => ({ default: m.CalledJobs })));
const CanvasMenu = lazy(() => import('./CanvasMenu').then((m) => ({ default: m.CanvasMenu })));
const QuickAddOverlay = lazy(() => import('./QuickAddOverlay').then((m) => ({ default: m.QuickAddOverlay })));
const WireOffer = lazy(() => import('./WireOffer').then((m) => ({ default: m.WireOffer })));

export function CanvasOverlays() {
  const overlay = useOverlay();
  const { editable } = useCanvas();
  const unfolded = useDrawing((state) => state.unfolded.size > 0);
  useCanvasMenuKeys();
  return (
    <Suspense fallback={null}>
      {unfolded && <CalledJobs />}
      {overlay?.kind === 'menu' && <CanvasMenu target={overlay.target} at={overlay.at} place={overlay.place} />}
      {editable && (
        <>
          <InteractionMarks />
          <EdgeEnds />
          <RefusalHint />
          {overlay?.kind === 'quick_add' && <QuickAddOverlay wish={overlay.wish} />}
          {overlay?.kind === 'wire' && <WireOffer at={overlay.at} source={overlay.source} target={overlay.target} />}
        </>
      )}
    </Suspense>
  );
}
