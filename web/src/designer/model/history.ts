/** Undo and redo over commands. A value of its own: every step gives a new history. */

import type { JobDefinition } from '../../lib/definition';
import type { Command } from './commands';

/** Typing into one field within this pause is one step, in milliseconds. */
export const JOIN_PAUSE_MS = 800;
export const MAX_STEPS = 1000;

interface Step {
  readonly command: Command;
  readonly at: number;
  /** Changes with every joined command, so that "saved here" is exact. */
  readonly mark: number;
}

export interface History {
  readonly past: readonly Step[];
  readonly future: readonly Step[];
  readonly nextMark: number;
}

export const emptyHistory: History = { past: [], future: [], nextMark: 1 };

/** The mark of the present state; equal marks are equal documents. 0: nothing was done yet. */
export function presentMark(history: History): number {
  return history.past.at(-1)?.mark ?? 0;
}

export function record(history: History, command: Command, at: number): History {
  const last = history.past.at(-1);
  const joins = last && command.key !== '' && last.command.key === command.key && at - last.at < JOIN_PAUSE_MS;
  const joined: Command = joins ? { ...command, undo: last.command.undo } : command;
  const kept = joins ? history.past.slice(0, -1) : history.past;
  const past = [...kept, { command: joined, at, mark: history.nextMark }].slice(-MAX_STEPS);
  return { past, future: [], nextMark: history.nextMark + 1 };
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
  return { history: moved, doc: step.command.undo(doc), command: step.command };
}

export function redo(history: History, doc: JobDefinition): Travelled | null {
  const [step, ...future] = history.future;
  if (!step) return null;
  const moved = { ...history, past: [...history.past, step], future };
  return { history: moved, doc: step.command.redo(doc), command: step.command };
}
