/** Arranges a job in a worker. The layout engine is loaded when it is first asked for. */

import type { JobDefinition, Position } from '../../lib/definition';
import { type ArrangeOptions, fromGraph, toGraph } from '../model/arrange';

/** `timeout`: it took too long; `engine`: it could not be loaded or failed. */
export class ArrangeError extends Error {
  readonly reason: 'timeout' | 'engine';

  constructor(reason: 'timeout' | 'engine', message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Places on the grid for `moveNodes(doc, places, 'arrange')`. Rejects with an `ArrangeError`. */
export async function arrange(doc: JobDefinition, options: ArrangeOptions): Promise<Map<string, Position>> {
  return fromGraph(doc, options, toGraph(doc, options));
}
