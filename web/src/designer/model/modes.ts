/** What the canvas is doing: one mode at a time, changed by events. Pure: given mode and event, the next mode. */

import type { Position } from '../../lib/definition';
import type { EdgeEnd } from './wiring';

/** What may be done to the job while a canvas is shown at all. */
export type Base = { readonly kind: 'idle' } | { readonly kind: 'read_only' };

interface Connecting {
  readonly kind: 'connecting';
  readonly node: string;
  /** Out of its output (`source`), or back from its input (`target`). */
  readonly from: EdgeEnd;
  readonly over: string | null;
}

interface Reconnecting {
  readonly kind: 'reconnecting';
  readonly edge: string;
  readonly end: EdgeEnd;
  readonly over: string | null;
}

interface Dragging {
  readonly kind: 'dragging';
  readonly nodes: readonly string[];
  readonly overEdge: string | null;
  readonly overGroup: string | null;
}

/** A rubber band; `adding` keeps what was selected. It ends in the mode it began in. */
interface Selecting {
  readonly kind: 'selecting';
  readonly from: Position;
  readonly to: Position;
  readonly adding: boolean;
  readonly base: Base;
}

/** Something new hangs at the pointer: a node of a type, a note, what is to be pasted. */
interface Placing {
  readonly kind: 'placing';
  readonly what: string;
  readonly at: Position | null;
  readonly overEdge: string | null;
  readonly overGroup: string | null;
}

export type Mode = Base | Connecting | Reconnecting | Dragging | Selecting | Placing;
export type ModeKind = Mode['kind'];

export type ModeEvent =
  | { readonly type: 'start_connecting'; readonly node: string; readonly from: EdgeEnd }
  | { readonly type: 'start_reconnecting'; readonly edge: string; readonly end: EdgeEnd }
  | { readonly type: 'start_dragging'; readonly nodes: readonly string[] }
  | { readonly type: 'start_selecting'; readonly at: Position; readonly adding: boolean }
  | { readonly type: 'start_placing'; readonly what: string }
  | { readonly type: 'move'; readonly at: Position }
  | { readonly type: 'over_node'; readonly node: string | null }
  | { readonly type: 'over_edge'; readonly edge: string | null }
  | { readonly type: 'over_group'; readonly group: string | null }
  /** The gesture is done; the caller reads the mode before and runs the command. */
  | { readonly type: 'finish' }
  | { readonly type: 'cancel' }
  /** The job may only be read from now on: what is going on is given up. */
  | { readonly type: 'lock' }
  | { readonly type: 'unlock' };

export const idle: Base = { kind: 'idle' };
export const readOnly: Base = { kind: 'read_only' };

interface Rights {
  /** Commands may run: keys, menus, tools. */
  readonly edit: boolean;
  /** A gesture may begin that changes the job. */
  readonly begin: boolean;
  readonly select: boolean;
  readonly pan: boolean;
  /** Undo and redo; not under a gesture, whose parts they could take away. */
  readonly travel: boolean;
}

/** What is allowed in each mode. */
export const RIGHTS: Readonly<Record<ModeKind, Rights>> = {
  idle: { edit: true, begin: true, select: true, pan: true, travel: true },
  read_only: { edit: false, begin: false, select: true, pan: true, travel: false },
  connecting: { edit: false, begin: false, select: false, pan: true, travel: false },
  reconnecting: { edit: false, begin: false, select: false, pan: true, travel: false },
  dragging: { edit: false, begin: false, select: false, pan: true, travel: false },
  selecting: { edit: false, begin: false, select: false, pan: false, travel: false },
  placing: { edit: false, begin: false, select: false, pan: true, travel: false },
};

/** The mode after an event; the same object where the event means nothing in this mode. */
export function nextMode(mode: Mode, event: ModeEvent): Mode {
  switch (event.type) {
    case 'lock':
      return baseOf(mode).kind === 'read_only' ? mode : readOnly;
    case 'unlock':
      return unlocked(mode);
    case 'finish':
    case 'cancel':
      return baseOf(mode) === mode ? mode : baseOf(mode);
    case 'move':
      return moved(mode, event.at);
    case 'over_node':
      return 'over' in mode && mode.over !== event.node ? { ...mode, over: event.node } : mode;
    case 'over_edge':
      return 'overEdge' in mode && mode.overEdge !== event.edge ? { ...mode, overEdge: event.edge } : mode;
    case 'over_group':
      return 'overGroup' in mode && mode.overGroup !== event.group ? { ...mode, overGroup: event.group } : mode;
    default:
      return started(mode, event);
  }
}

/** The mode that a gesture ends in. */
function baseOf(mode: Mode): Base {
  if (mode.kind === 'idle' || mode.kind === 'read_only') return mode;
  return mode.kind === 'selecting' ? mode.base : idle;
}

function unlocked(mode: Mode): Mode {
  if (mode.kind === 'read_only') return idle;
  return mode.kind === 'selecting' && mode.base.kind === 'read_only' ? { ...mode, base: idle } : mode;
}

function moved(mode: Mode, at: Position): Mode {
  if (mode.kind === 'selecting') return { ...mode, to: at };
  return mode.kind === 'placing' ? { ...mode, at } : mode;
}

type Start = Extract<ModeEvent, { readonly type: `start_${string}` }>;

function started(mode: Mode, event: Start): Mode {
  if (mode.kind !== 'idle' && mode.kind !== 'read_only') return mode;
  // What is only read may still be selected.
  if (event.type === 'start_selecting')
    return { kind: 'selecting', from: event.at, to: event.at, adding: event.adding, base: mode };
  if (!RIGHTS[mode.kind].begin) return mode;
  switch (event.type) {
    case 'start_connecting':
      return { kind: 'connecting', node: event.node, from: event.from, over: null };
    case 'start_reconnecting':
      return { kind: 'reconnecting', edge: event.edge, end: event.end, over: null };
    case 'start_dragging':
      return { kind: 'dragging', nodes: event.nodes, overEdge: null, overGroup: null };
    case 'start_placing':
      return { kind: 'placing', what: event.what, at: null, overEdge: null, overGroup: null };
  }
}
