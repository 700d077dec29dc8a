/** What the canvas is doing: one mode at a time, changed by events. Pure: given mode and event, the next mode. */

import type { Position } from '../../lib/definition';
import type { EdgeEnd } from './wiring';

export type Mode =
  | { readonly kind: 'idle' }
  | { readonly kind: 'read_only' }
  /** An edge is drawn from a node: out of its output (`source`) or back from its input (`target`). */
  | { readonly kind: 'connecting'; readonly node: string; readonly from: EdgeEnd; readonly over: string | null }
  /** One end of an edge is being put elsewhere. */
  | { readonly kind: 'reconnecting'; readonly edge: string; readonly end: EdgeEnd; readonly over: string | null }
  | { readonly kind: 'dragging'; readonly nodes: readonly string[]; readonly overEdge: string | null }
  /** A rubber band; `adding` keeps what was selected. */
  | { readonly kind: 'selecting'; readonly from: Position; readonly to: Position; readonly adding: boolean }
  /** Something new hangs at the pointer: a node of a type, a note, what is to be pasted. */
  | { readonly kind: 'placing'; readonly what: string; readonly at: Position | null; readonly overEdge: string | null };

export type ModeEvent =
  | { readonly type: 'start_connecting'; readonly node: string; readonly from: EdgeEnd }
  | { readonly type: 'start_reconnecting'; readonly edge: string; readonly end: EdgeEnd }
  | { readonly type: 'start_dragging'; readonly nodes: readonly string[] }
  | { readonly type: 'start_selecting'; readonly at: Position; readonly adding: boolean }
  | { readonly type: 'start_placing'; readonly what: string }
  | { readonly type: 'move'; readonly at: Position }
  | { readonly type: 'over_node'; readonly node: string | null }
  | { readonly type: 'over_edge'; readonly edge: string | null }
  | { readonly type: 'finish' }
  | { readonly type: 'cancel' }
  | { readonly type: 'lock' }
  | { readonly type: 'unlock' };

export const idle: Mode = { kind: 'idle' };
export const readOnly: Mode = { kind: 'read_only' };

const BUSY = ['connecting', 'reconnecting', 'dragging', 'selecting', 'placing'];

/** The mode after an event; the same object where the event means nothing in this mode. */
export function nextMode(mode: Mode, event: ModeEvent): Mode {
  if (event.type === 'lock') return mode.kind === 'read_only' ? mode : readOnly;
  if (event.type === 'unlock') return mode.kind === 'read_only' ? idle : mode;
  return BUSY.includes(mode.kind) ? during(mode, event) : started(mode, event);
}

function started(mode: Mode, event: ModeEvent): Mode {
  // What is only read may still be selected.
  if (event.type === 'start_selecting')
    return { kind: 'selecting', from: event.at, to: event.at, adding: event.adding };
  if (mode.kind === 'read_only') return mode;
  if (event.type === 'start_connecting') return { kind: 'connecting', node: event.node, from: event.from, over: null };
  if (event.type === 'start_reconnecting')
    return { kind: 'reconnecting', edge: event.edge, end: event.end, over: null };
  if (event.type === 'start_dragging') return { kind: 'dragging', nodes: event.nodes, overEdge: null };
  if (event.type === 'start_placing') return { kind: 'placing', what: event.what, at: null, overEdge: null };
  return mode;
}

function during(mode: Mode, event: ModeEvent): Mode {
  if (event.type === 'finish' || event.type === 'cancel') return idle;
  return mode;
}
