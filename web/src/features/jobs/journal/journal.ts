/** Writes down what happens to one open job. A journal that cannot write never stands in the way of drawing. */

import type { DocumentEvent, DocumentStore } from '../../../designer/model/store';
import { type Book, type BookKey, bounded, type Entry, entryOf, RECORD_VERSION, type WorkState } from './records';
import { entryWithoutSecrets, masksMore, stateWithoutSecrets } from './secrets';
import type { Shelf } from './shelf';

/** After so many entries the state is written anew, in a quiet moment. */
const ENTRIES_KEPT = 300;
const TRY_AGAIN_MS = 15_000;

export interface JournalHost {
  readonly shelf: Shelf;
  readonly now: () => number;
  /** Does the work in a quiet moment. */
  readonly later: (work: () => void) => void;
  /** Told after each attempt to write: whether it worked. */
  readonly onHealth: (good: boolean) => void;
}

export class JobJournal {
  private next: number;
  private since = 0;
  private begun: boolean;
  private broken = false;
  private triedAt = 0;
  private shortened = false;
  private waiting = false;
  private closed = false;
  /** A parameter was masked: the last state that the server knows holds its value in the clear. */
  private masking = false;
  private pending: Promise<unknown> = Promise.resolve();
  private readonly leave: () => void;

  constructor(
    private readonly host: JournalHost,
    readonly key: BookKey,
    private readonly about: { readonly born: string; readonly jobName: string },
    store: DocumentStore,
    private readonly state: () => WorkState,
    /** Number of the next entry where the book is there already. */
    next: number | null,
  ) {
    this.begun = next !== null;
    this.next = next ?? 0;
    this.leave = store.watch((event) => this.hear(event));
  }

  /** A document goes to the server. */
  sending(mark: number): void {
    if (this.begun) this.add({ kind: 'sending', mark, at: this.host.now() });
  }

  /** Writes the whole state; the book is there from now on. */
  writeAll(): void {
    if (this.closed) return;
    this.begun = true;
    this.since = 0;
    this.triedAt = this.host.now();
    const state = this.state();
    const history = bounded(state.history);
    this.shortened = history !== state.history;
    const book: Book = {
      version: RECORD_VERSION,
      key: this.key,
      ...this.about,
      at: this.host.now(),
      state: stateWithoutSecrets({ ...state, history }),
      from: this.next,
    };
    this.write(this.host.shelf.put(book), () => {
      this.broken = false;
    });
  }

  /** No more entries; resolves when all are kept. */
  async close(): Promise<void> {
    this.closed = true;
    this.leave();
    await this.pending;
  }

  async remove(): Promise<void> {
    await this.close();
    await this.host.shelf.remove(this.key).catch(() => undefined);
  }

  private hear(event: DocumentEvent): void {
    const { revision, savedMark } = this.state();
    const entry = entryOf(event, revision, this.host.now());
    const masks = entry?.kind === 'run' && masksMore(entry.command.changes);
    if (masks) this.masking = true;
    if (entry === null || !this.begun) {
      // Looking at a job writes nothing.
      if (this.begun || event.kind === 'run') this.writeAll();
    } else if (masks) {
      this.writeAll();
    } else if (entry.kind === 'saved' && this.masking) {
      this.masking = false;
      this.writeAll();
    } else if (entry.kind === 'undo' && this.shortened) {
      // The step may be one that the book no longer has.
      this.writeAll();
    } else if (entry.kind === 'saved') this.add({ ...entry, mark: savedMark });
    else this.add(entry);
  }

  private add(entry: Entry): void {
    if (this.closed) return;
    if (this.broken) {
      if (this.host.now() - this.triedAt > TRY_AGAIN_MS) this.writeAll();
      return;
    }
    const seq = this.next;
    this.next += 1;
    this.since += 1;
    this.write(this.host.shelf.append(this.key, seq, entryWithoutSecrets(entry)));
    if (this.since >= ENTRIES_KEPT && !this.waiting) {
      this.waiting = true;
      this.host.later(() => {
        this.waiting = false;
        if (this.since >= ENTRIES_KEPT) this.writeAll();
      });
    }
  }

  private write(work: Promise<void>, after?: () => void): void {
    const told = work.then(
      () => {
        after?.();
        this.host.onHealth(true);
      },
      () => {
        // An entry is missing now: what follows makes no sense before the whole state is written again.
        this.broken = true;
        this.host.onHealth(false);
      },
    );
    this.pending = Promise.all([this.pending, told]);
  }
}
