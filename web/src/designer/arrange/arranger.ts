/** Arranges a job in a worker. The layout engine is loaded when it is first asked for. */

import type { JobDefinition, Position } from '../../lib/definition';
import { type ArrangeOptions, fromGraph, toGraph } from '../model/arrange';
import { Elk } from './elk';

export { ArrangeError } from './elk';

const TIMEOUT_MS = 20_000;

const elk = new Elk(async () => {
  const { default: address } = await import('elkjs/lib/elk-worker.min.js?url');
  return new Worker(address);
}, TIMEOUT_MS);

/** Places on the grid for `moveNodes(doc, places, 'arrange')`. Rejects with an `ArrangeError`. */
export async function arrange(doc: JobDefinition, options: ArrangeOptions): Promise<Map<string, Position>> {
  const graph = toGraph(doc, options);
  if (graph.children?.length === 0) return new Map();
  return fromGraph(doc, options, await elk.layout(graph));
}
