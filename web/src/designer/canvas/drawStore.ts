/** What an unfinished interaction on one canvas shows: guide lines, drop targets, what a connection may not reach. */

import type { Position } from '../../lib/definition';
import type { ConnectRefusal } from '../model/document';
import type { Rect } from '../model/geometry';
import type { Guide } from './snapLines';

/** An edge that is being drawn, or one end of an edge that is being put elsewhere. */
export interface Connecting {
  /** The end that stands fast. */
  readonly from: string;
  /** Whether `from` is the source. */
  readonly forward: boolean;
  /** The edge whose other end is moved. */
  readonly edge?: string;
  readonly illegal: ReadonlyMap<string, ConnectRefusal>;
}

export interface Refused {
  readonly why: ConnectRefusal;
  /** The node that cannot be reached. */
  readonly id: string;
  /** The circle that would be closed; its nodes in order. */
  readonly circle: readonly string[];
}

export type CanvasTool = 'pan' | 'select';

/** A name or note that is being written in its place. */
export interface Writing {
  readonly kind: 'note' | 'group';
  readonly id: string;
}

export interface DrawState {
  readonly guides: readonly Guide[];
  /** The edge that a drop would split. */
  readonly dropEdge: string | null;
  /** The group a drop would put things into; null: out of all; undefined: it changes nothing. */
  readonly dropGroup: string | null | undefined;
  readonly connecting: Connecting | null;
  readonly refused: Refused | null;
  /** The end of a line that is drawn by hand, while one end of an edge is moved. */
  readonly loose: Position | null;
  /** A note while its size is changed. */
  readonly sizing: { readonly id: string; readonly rect: Rect } | null;
  readonly tool: CanvasTool;
  readonly writing: Writing | null;
  /** Nodes whose called job is shown. */
  readonly unfolded: ReadonlySet<string>;
  readonly hoveredEdge: string | null;
}

const REST: DrawState = {
  guides: [],
  dropEdge: null,
  dropGroup: undefined,
  connecting: null,
  refused: null,
  loose: null,
  sizing: null,
  tool: 'pan',
  writing: null,
  unfolded: new Set(),
  hoveredEdge: null,
};

export class DrawStore {
  private state = REST;
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly get = (): DrawState => this.state;

  /** Tells nobody when nothing changes: pointers move often. */
  set(part: Partial<DrawState>): void {
    const names = Object.keys(part) as (keyof DrawState)[];
    if (names.every((name) => this.state[name] === part[name])) return;
    this.state = { ...this.state, ...part };
    for (const listener of [...this.listeners]) listener();
  }

  /** Forgets what belonged to a drag or a connection that ended. */
  rest(): void {
    this.set({
      guides: REST.guides,
      dropEdge: null,
      dropGroup: undefined,
      connecting: null,
      refused: null,
      loose: null,
    });
  }

  toggleUnfolded(id: string): void {
    const unfolded = new Set(this.state.unfolded);
    if (!unfolded.delete(id)) unfolded.add(id);
    this.set({ unfolded });
  }
}
