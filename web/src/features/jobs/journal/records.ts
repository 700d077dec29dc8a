/**
 * What the journal keeps of one job in one tab of the browser: the state at some moment, and every step after it.
 * Everything here is plain data and pure; `idbShelf.ts` stores it.
 */

import { apply } from '../../../designer/model/changes';
import type { Command } from '../../../designer/model/commands';
import { type History, presentMark, record, redo, undo } from '../../../designer/model/history';
import type { DocumentEvent } from '../../../designer/model/store';
import type { JobDefinition } from '../../../lib/definition';

/** Raised when records change shape; those of another version are left alone. */
export const RECORD_VERSION = 1;

/** A document sent to the server: after a crash it tells whether the server took it. */
export interface Sent {
  readonly mark: number;
  readonly doc: JobDefinition;
}

/** All that is needed to go on where one was. */
export interface WorkState {
  readonly doc: JobDefinition;
  readonly history: History;
  readonly savedMark: number;
  /** The last document that the server is known to have, and its revision. */
  readonly base: JobDefinition;
  readonly revision: number;
  readonly sent: readonly Sent[];
}

export type Entry =
  | { readonly kind: 'run'; readonly command: Command; readonly at: number; readonly mark: number }
  | { readonly kind: 'undo'; readonly at: number }
  | { readonly kind: 'redo'; readonly at: number }
  | { readonly kind: 'sending'; readonly mark: number; readonly at: number }
  | { readonly kind: 'saved'; readonly mark: number; readonly revision: number; readonly at: number };

export interface BookKey {
  readonly user: number;
  readonly workspace: number;
  readonly job: number;
  readonly tab: string;
}

export interface Book {
  readonly version: number;
  readonly key: BookKey;
  /** When the server made the job: another server may give the same number to another job. */
  readonly born: string;
  readonly jobName: string;
  readonly at: number;
  readonly state: WorkState;
  /** Entries from this number on come after `state`. */
  readonly from: number;
}

/** A book with its entries applied. */
export interface Recalled {
  readonly key: BookKey;
  readonly born: string;
  readonly jobName: string;
  /** The last change, in milliseconds since 1970. */
  readonly at: number;
  readonly state: WorkState;
  readonly next: number;
}

const KEPT_SENT = 4;

/** The entry of an event of the document; null where a new state has to be written as a whole. */
export function entryOf(event: DocumentEvent, revision: number, at: number): Entry | null {
  const { history } = event.state;
  if (event.kind === 'run' && event.command) {
    const step = history.past.at(-1);
    return { kind: 'run', command: event.command, at: step?.at ?? at, mark: presentMark(history) };
  }
  if (event.kind === 'undo' || event.kind === 'redo') return { kind: event.kind, at };
  if (event.kind === 'saved') return { kind: 'saved', mark: -1, revision, at };
  return null;
}

export function withSent(sent: readonly Sent[], one: Sent): readonly Sent[] {
  return [...sent.filter((other) => other.mark !== one.mark), one].slice(-KEPT_SENT);
}

/** The mark that was given then is kept, even where steps are joined in another way today. */
function marked(history: History, mark: number): History {
  const last = history.past.at(-1);
  if (!last || last.mark === mark) return history;
  return { ...history, past: [...history.past.slice(0, -1), { ...last, mark }], nextMark: mark + 1 };
}

/** The state after all entries. Documents of marks that were passed are at hand: they share their parts. */
export function replay(start: WorkState, entries: readonly Entry[]): WorkState {
  let { doc, history, savedMark, base, revision, sent } = start;
  const docs = new Map([[presentMark(history), doc]]);
  for (const entry of entries) {
    if (entry.kind === 'run') {
      doc = apply(doc, entry.command.changes);
      history = marked(record(history, entry.command, entry.at), entry.mark);
    } else if (entry.kind === 'undo' || entry.kind === 'redo') {
      const moved = entry.kind === 'undo' ? undo(history, doc) : redo(history, doc);
      if (moved) ({ doc, history } = moved);
    } else if (entry.kind === 'sending') {
      const there = docs.get(entry.mark);
      if (there) sent = withSent(sent, { mark: entry.mark, doc: there });
    } else {
      savedMark = entry.mark;
      revision = entry.revision;
      base = docs.get(entry.mark) ?? sent.find((one) => one.mark === entry.mark)?.doc ?? base;
      sent = [];
    }
    docs.set(presentMark(history), doc);
  }
  return { doc, history, savedMark, base, revision, sent };
}

export function recall(book: Book, entries: readonly { readonly seq: number; readonly entry: Entry }[]): Recalled {
  const later = entries.filter((one) => one.seq >= book.from).sort((a, b) => a.seq - b.seq);
  return {
    key: book.key,
    born: book.born,
    jobName: book.jobName,
    at: later.at(-1)?.entry.at ?? book.at,
    state: replay(
      book.state,
      later.map((one) => one.entry),
    ),
    next: (later.at(-1)?.seq ?? book.from - 1) + 1,
  };
}

export function isDirty(state: WorkState): boolean {
  return presentMark(state.history) !== state.savedMark;
}

/** How many steps lie between what the server has and what is there now. */
export function unsavedSteps(history: History, savedMark: number): number {
  const { past, future, floor } = history;
  const place = (mark: number): number => {
    if (mark === floor) return 0;
    const back = past.findIndex((step) => step.mark === mark);
    if (back >= 0) return back + 1;
    const ahead = future.findIndex((step) => step.mark === mark);
    return ahead >= 0 ? past.length + ahead + 1 : -1;
  };
  const saved = place(savedMark);
  // A saved state that was left by another way: at least one change, and all that is new since it cannot be told.
  return saved < 0 ? Math.max(1, past.filter((step) => step.mark > savedMark).length) : Math.abs(past.length - saved);
}

const MANY_CHANGES = 40_000;
export const LEAST_STEPS = 500;

/** A history with a bound on what it weighs; 500 steps stay whatever they weigh. */
export function bounded(history: History): History {
  let weight = 0;
  let kept = 0;
  for (const step of [...history.past].reverse()) {
    weight += step.command.changes.length;
    if (kept >= LEAST_STEPS && weight > MANY_CHANGES) break;
    kept += 1;
  }
  if (kept === history.past.length) return history;
  const past = history.past.slice(-kept);
  return { ...history, past, floor: history.past[history.past.length - kept - 1]?.mark ?? history.floor };
}
