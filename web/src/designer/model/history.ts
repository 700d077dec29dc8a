/** Undo and redo over commands. A value of its own: every step gives a new history, and each can be stored. */

import type { JobDefinition } from '../../lib/definition';
import { apply, inverse, joined } from './changes';
import type { Command } from './commands';

/** Typing into one field within this pause is one step, in milliseconds. */
export const JOIN_PAUSE_MS = 800;
export const MAX_STEPS = 1000;

export interface Step {
  readonly command: Command;
  /** When it was last added to, in milliseconds since 1970. */
  readonly at: number;
  /** Changes with every joined command, so that "saved here" is exact. */
  readonly mark: number;
}

export interface History {
  /** Oldest first. */
  readonly past: readonly Step[];
  /** The next one to redo first. */
  readonly future: readonly Step[];
  readonly nextMark: number;
  /** The mark of the state before the first step that is kept. */
  readonly floor: number;
}

export const emptyHistory: History = { past: [], future: [], nextMark: 1, floor: 0 };

/** The mark of the present state; equal marks are equal documents. 0: nothing was done yet. */
export function presentMark(history: History): number {
  return history.past.at(-1)?.mark ?? history.floor;
}

export function record(history: History, command: Command, at: number): History {
  const last = history.past.at(-1);
  const joins = last && command.key !== '' && last.command.key === command.key && at - last.at < JOIN_PAUSE_MS;
  const whole = joins ? { ...command, changes: joined(last.command.changes, command.changes) } : command;
  const kept = joins ? history.past.slice(0, -1) : history.past;
  const all = [...kept, { command: whole, at, mark: history.nextMark }];
  const past = all.slice(-MAX_STEPS);
  const floor = all.length > past.length ? (all[all.length - past.length - 1] as Step).mark : history.floor;
  return { past, future: [], nextMark: history.nextMark + 1, floor };
}

export interface Travelled {
  readonly history: History;
  readonly doc: JobDefinition;
  readonly command: Command;
}

export function undo(history: History, doc: JobDefinition): Travelled | null {
  const step = history.past.at(-1);
  if (!step) return null;
  const moved = { ...history, past: history.past.slice(0, -1), future: [step, ...history.future] };
  return { history: moved, doc: apply(doc, inverse(step.command.changes)), command: step.command };
}

export function redo(history: History, doc: JobDefinition): Travelled | null {
  const [step, ...future] = history.future;
  if (!step) return null;
  const moved = { ...history, past: [...history.past, step], future };
  return { history: moved, doc: apply(doc, step.command.changes), command: step.command };
}
