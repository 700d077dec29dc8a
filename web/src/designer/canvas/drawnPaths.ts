/** The lines as they are on the screen now, for what is drawn over them. Lines out of sight have none. */

function lineOf(holder: HTMLElement | null, key: string): SVGPathElement | null {
  return holder?.querySelector(`.react-flow__edge[data-id="${CSS.escape(key)}"] path.react-flow__edge-path`) ?? null;
}

export function pathOf(holder: HTMLElement | null, key: string): string | null {
  return lineOf(holder, key)?.getAttribute('d') ?? null;
}

export interface LineEnds {
  readonly source: DOMPoint;
  readonly target: DOMPoint;
}

/** Places on the line, a little away from the ports at its ends. */
export function endsOf(holder: HTMLElement | null, key: string, away: number): LineEnds | null {
  const line = lineOf(holder, key);
  if (!line) return null;
  const length = line.getTotalLength();
  const step = Math.min(away, length / 4);
  return { source: line.getPointAtLength(step), target: line.getPointAtLength(length - step) };
}
