/** Which edges are elements of their own. From far only those that are in hand; the others are painted together. */

import { useMemo, useRef } from 'react';
import type { LineEdge, Moved } from './flow';

const NONE: ReadonlySet<string> = new Set();

function sameKeys(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((key) => b.has(key));
}

/** Selected edges and those at nodes that are being dragged; the same set while the same nodes are dragged. */
export function useLiveEdges(lines: readonly LineEdge[], moved: Moved): ReadonlySet<string> {
  const before = useRef(NONE);
  return useMemo(() => {
    const keys = new Set<string>();
    for (const { id, source, target, selected } of lines) {
      if (selected || moved.has(source) || moved.has(target)) keys.add(id);
    }
    if (keys.size === 0) before.current = NONE;
    else if (!sameKeys(before.current, keys)) before.current = keys;
    return before.current;
  }, [lines, moved]);
}

/** What React Flow draws: all, or from far the live ones. */
export function useSeenEdges(lines: LineEdge[], live: ReadonlySet<string>, far: boolean): LineEdge[] {
  return useMemo(() => (far ? lines.filter((line) => live.has(line.id)) : lines), [lines, live, far]);
}
