/** The pure parts of arranging: from a document to a graph for the layout engine, and from its answer to places. */

import type { JobDefinition, Position } from '../../lib/definition';

export type LayoutDirection = 'down' | 'right';

export interface ArrangeOptions {
  /** Only these nodes; left out or empty: all. */
  readonly nodes?: readonly string[];
  readonly direction: LayoutDirection;
}

/** What the engine takes and gives: places are filled in by it. */
export interface ElkNode {
  readonly id: string;
  readonly width?: number;
  readonly height?: number;
  readonly x?: number;
  readonly y?: number;
  readonly children?: readonly ElkNode[];
  readonly edges?: readonly {
    readonly id: string;
    readonly sources: readonly string[];
    readonly targets: readonly string[];
  }[];
  readonly layoutOptions?: Readonly<Record<string, string>>;
}

export function toGraph(_doc: JobDefinition, _options: ArrangeOptions): ElkNode {
  return { id: 'root' };
}

/** Places on the grid for `moveNodes(doc, places, 'arrange')`; pinned nodes are not among them. */
export function fromGraph(_doc: JobDefinition, _options: ArrangeOptions, _answer: ElkNode): Map<string, Position> {
  return new Map();
}
