/** Everything that lies over the drawing and belongs to an interaction. Mounted once, inside React Flow. */

export function CanvasOverlays() {
  return null;
}
