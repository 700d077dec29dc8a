/** Everything that lies over the drawing and belongs to an interaction. Mounted once, inside React Flow. */

import { useLate } from '../../lib/late';
import { useCanvas, useOverlay } from './canvasContext';
import { CalledJobs, CanvasMenu, interactions, QuickAddOverlay, WireOffer } from './later';
import { useCanvasMenuKeys } from './useCanvasMenuKeys';
import { useDrawing } from './useDrawing';

export function CanvasOverlays() {
  const overlay = useOverlay();
  const { editable, overlays } = useCanvas();
  const close = () => overlays.close();
  const unfolded = useDrawing((state) => state.unfolded.size > 0);
  const Interactions = useLate(interactions, editable);
  useCanvasMenuKeys();
  return (
    <>
      {unfolded && <CalledJobs />}
      {overlay?.kind === 'menu' && (
        <CanvasMenu target={overlay.target} at={overlay.at} place={overlay.place} onGiveUp={close} />
      )}
      {editable && (
        <>
          {Interactions && <Interactions />}
          {overlay?.kind === 'quick_add' && <QuickAddOverlay wish={overlay.wish} onGiveUp={close} />}
          {overlay?.kind === 'wire' && (
            <WireOffer at={overlay.at} source={overlay.source} target={overlay.target} onGiveUp={close} />
          )}
        </>
      )}
    </>
  );
}
