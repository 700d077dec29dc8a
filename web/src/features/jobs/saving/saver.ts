/**
 * Brings the working copy of one job to the server, by itself and without ever standing in the way: one save at a
 * time, soon after the last change, again when the connection is back. What goes wrong is a state that is shown.
 */

import type { DocumentStore } from '../../../designer/model/store';
import type { JobDefinition } from '../../../lib/definition';
import { type Sent, type WorkState, withSent } from '../journal/records';
import { sameDefinition } from '../journal/same';
import { type FailureKind, failureKind } from './failures';

/** Saved this long after the last change, */
export const QUIET_MS = 1000;
/** and at least so often while changes go on. */
export const BUSY_MS = 2000;
const REFUSED_PAUSE_MS = 5000;
const FIRST_RETRY_MS = 1500;
const LONGEST_RETRY_MS = 30_000;

export interface ServerDraft {
  readonly revision: number;
  readonly doc: JobDefinition;
  readonly by: string;
  readonly at: string;
}

export type SavePhase = 'idle' | 'saving' | FailureKind;

export interface SaveState {
  readonly phase: SavePhase;
  /** When the server took the draft last. */
  readonly at: string | null;
  readonly error: unknown;
  /** The newer draft of the server, while both have changes. */
  readonly theirs: ServerDraft | null;
  /** Who saved the draft that was taken over quietly. */
  readonly followed: { readonly by: string; readonly at: string } | null;
}

export interface SaveHost {
  send(revision: number, doc: JobDefinition, leaving: boolean): Promise<{ revision: number; updated_at: string }>;
  fetch(): Promise<ServerDraft>;
  /** Brings a new token after the session changed. */
  renew(): Promise<void>;
  now(): number;
  timer(work: () => void, ms: number): () => void;
  /** Turns the open document into this one, as one step. */
  replace(store: DocumentStore, doc: JobDefinition): void;
}

/** What the journal has to know. */
export interface SaveWitness {
  sending(mark: number): void;
  writeAll(): void;
}

export interface SaverStart {
  readonly revision: number;
  readonly base: JobDefinition;
  readonly sent: readonly Sent[];
  readonly at: string | null;
}

export class Saver {
  private state: SaveState;
  private revision: number;
  private base: JobDefinition;
  private sent: readonly Sent[];
  private cancel: (() => void) | null = null;
  private running: Promise<boolean> = Promise.resolve(true);
  private changedAt = 0;
  private startedAt = Number.NEGATIVE_INFINITY;
  private retryMs = FIRST_RETRY_MS;
  private closed = false;
  private readonly listeners = new Set<() => void>();
  private readonly leave: () => void;
  witness: SaveWitness | null = null;

  constructor(
    private readonly host: SaveHost,
    private readonly store: DocumentStore,
    start: SaverStart,
  ) {
    this.revision = start.revision;
    this.base = start.base;
    this.sent = start.sent;
    this.state = { phase: 'idle', at: start.at, error: null, theirs: null, followed: null };
    this.leave = store.watch((event) => {
      if (event.kind !== 'saved') this.touch();
    });
    if (store.get().dirty) this.touch();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly get = (): SaveState => this.state;

  work(): WorkState {
    const { doc, history } = this.store.get();
    const { revision, base, sent } = this;
    return { doc, history, savedMark: this.store.savedMark(), revision, base, sent };
  }

  /** Saves now; one after the other, since two at once would hold the same revision. */
  readonly save = (): Promise<boolean> => {
    this.stop();
    this.running = this.running.then(() => this.attempt());
    return this.running;
  };

  /** The page goes away: the last changes are sent along. The journal has them in any case. */
  flush(): void {
    const { doc } = this.store.get();
    if (!this.store.get().dirty || (this.state.phase !== 'idle' && this.state.phase !== 'offline')) return;
    this.note(this.store.mark(), doc);
    this.host.send(this.revision, doc, true).catch(() => undefined);
  }

  /** The connection or the session is back. */
  resume(): void {
    const { phase } = this.state;
    if (phase === 'offline' || phase === 'signed_out' || phase === 'refused') void this.save();
  }

  /** The server has a draft of this revision. */
  async hear(revision: number): Promise<void> {
    await this.running;
    if (this.closed || revision <= this.revision || this.state.theirs?.revision === revision) return;
    try {
      this.meet(await this.host.fetch());
    } catch (error) {
      if (failureKind(error) === 'gone') this.set({ phase: 'gone', error });
    }
  }

  /** Looks whether the server has moved on, when news may have been missed. */
  async look(): Promise<void> {
    await this.hear(Number.POSITIVE_INFINITY);
  }

  /** Goes on from their draft: `store` holds what came of it already; `same` when that is theirs as it is. */
  settle(theirs: ServerDraft, same: boolean): void {
    this.revision = theirs.revision;
    this.base = theirs.doc;
    if (same) {
      this.stop();
      this.changedAt = 0;
      this.store.saved(this.store.mark());
    }
    this.set({ phase: 'idle', error: null, theirs: null, at: same ? theirs.at : this.state.at });
    this.witness?.writeAll();
    if (!same) void this.save();
  }

  gone(): void {
    this.stop();
    this.set({ phase: 'gone', error: null });
  }

  dismissFollowed(): void {
    this.set({ followed: null });
  }

  close(): void {
    this.closed = true;
    this.leave();
    this.stop();
  }

  private touch(): void {
    const now = this.host.now();
    const { phase } = this.state;
    if (!this.store.get().dirty) {
      this.changedAt = 0;
      if (phase === 'offline' || phase === 'refused') this.set({ phase: 'idle', error: null });
      if (phase !== 'saving') this.stop();
      return;
    }
    if (this.state.followed) this.set({ followed: null });
    if (this.changedAt === 0) this.changedAt = now;
    if (phase === 'idle' || phase === 'refused') this.schedule(now);
  }

  private schedule(now: number): void {
    const pause = this.state.phase === 'refused' ? REFUSED_PAUSE_MS : BUSY_MS;
    const due = Math.max(Math.min(now + QUIET_MS, this.changedAt + BUSY_MS), this.startedAt + pause);
    this.wait(due - now);
  }

  private wait(ms: number): void {
    this.stop();
    if (!this.closed) this.cancel = this.host.timer(() => void this.save(), Math.max(0, ms));
  }

  private stop(): void {
    this.cancel?.();
    this.cancel = null;
  }

  private async attempt(): Promise<boolean> {
    const { phase } = this.state;
    if (this.closed || phase === 'conflict' || phase === 'gone') return false;
    const { doc, dirty } = this.store.get();
    if (!dirty) return true;
    const mark = this.store.mark();
    this.startedAt = this.host.now();
    this.changedAt = 0;
    this.set({ phase: 'saving' });
    this.note(mark, doc);
    try {
      const saved = await this.sendOnce(doc);
      this.accept(mark, doc, saved.revision, saved.updated_at);
      return true;
    } catch (error) {
      return this.fail(error);
    }
  }

  private async sendOnce(doc: JobDefinition): Promise<{ revision: number; updated_at: string }> {
    try {
      return await this.host.send(this.revision, doc, false);
    } catch (error) {
      // Signed in anew in another tab: the token of this page is an old one.
      if (failureKind(error) !== 'refused' || !isForbidden(error)) throw error;
      await this.host.renew();
      return this.host.send(this.revision, doc, false);
    }
  }

  private accept(mark: number, doc: JobDefinition, revision: number, at: string): void {
    this.revision = revision;
    this.base = doc;
    // Answered: an older text that comes back later is somebody's decision, not this tab's lost save.
    this.sent = [];
    this.retryMs = FIRST_RETRY_MS;
    this.set({ phase: 'idle', at, error: null, theirs: null });
    this.store.saved(mark);
    if (this.store.get().dirty) {
      this.changedAt ||= this.host.now();
      this.schedule(this.host.now());
    }
  }

  private async fail(error: unknown): Promise<boolean> {
    const kind = failureKind(error);
    if (kind === 'conflict') {
      try {
        const good = this.meet(await this.host.fetch());
        return good && this.store.get().dirty ? this.attempt() : good;
      } catch (second) {
        return this.fail(second);
      }
    }
    this.set({ phase: kind, error });
    if (kind === 'offline') {
      this.wait(this.retryMs);
      this.retryMs = Math.min(this.retryMs * 2, LONGEST_RETRY_MS);
    }
    return false;
  }

  /** A draft of the server that may be newer than ours. True: nothing of ours is in the way. */
  private meet(theirs: ServerDraft): boolean {
    if (theirs.revision <= this.revision) {
      if (this.state.phase === 'saving') this.set({ phase: 'idle' });
      return true;
    }
    const { doc, dirty } = this.store.get();
    // Ours, of which no answer came: the connection broke, or the page was left.
    const now = { mark: this.store.mark(), doc };
    const arrived = [now, ...[...this.sent].reverse()].find((one) => sameDefinition(one.doc, theirs.doc));
    if (arrived) {
      this.accept(arrived.mark, arrived.doc, theirs.revision, theirs.at);
      return true;
    }
    if (dirty) {
      this.stop();
      this.set({ phase: 'conflict', theirs, error: null });
      return false;
    }
    this.host.replace(this.store, theirs.doc);
    this.settle(theirs, true);
    this.set({ followed: { by: theirs.by, at: theirs.at } });
    return true;
  }

  private note(mark: number, doc: JobDefinition): void {
    this.sent = withSent(this.sent, { mark, doc });
    this.witness?.sending(mark);
  }

  private set(part: Partial<SaveState>): void {
    this.state = { ...this.state, ...part };
    for (const listener of [...this.listeners]) listener();
  }
}

function isForbidden(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'status' in error && error.status === 403;
}
