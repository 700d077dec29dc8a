/** Edges that are being drawn: what they may not reach, and why. */

import type { JobDefinition } from '../../lib/definition';
import { cyclePath, illegalSources, illegalTargets } from '../model/graph';
import type { Connecting, Refused } from './drawStore';

export function connectingFrom(doc: JobDefinition, from: string, forward: boolean, edge?: string): Connecting {
  const illegal = forward ? illegalTargets(doc, from, edge) : illegalSources(doc, from, edge);
  return { from, forward, illegal, ...(edge !== undefined && { edge }) };
}

/** Why the edge may not end at `id`, with the circle it would close; null where it may. */
export function refusalAt(doc: JobDefinition, connecting: Connecting, id: string | null): Refused | null {
  if (id === null) return null;
  const why = connecting.illegal.get(id);
  if (why === undefined) return null;
  const { from, forward } = connecting;
  const circle = why === 'cycle' ? (forward ? cyclePath(doc, from, id) : cyclePath(doc, id, from)) : [];
  return { why, id, circle };
}
