/** Books in IndexedDB. Every transaction is committed by hand: a tab that dies right after has lost nothing. */

import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { type Book, type BookKey, type Entry, isDirty, RECORD_VERSION, type Recalled, recall } from './records';
import { jobPrefix, keyText, type Shelf } from './shelf';

interface Schema extends DBSchema {
  books: { key: string; value: Book };
  entries: { key: [string, number]; value: { readonly seq: number; readonly entry: Entry } };
}

const DATABASE = 'millrace_journal';
const DAY = 86_400_000;
const CLEAN_DAYS = 14;
const DIRTY_DAYS = 120;
const MOST_BOOKS = 200;
const LAST = '\uffff';

function allOf(book: string): IDBKeyRange {
  return IDBKeyRange.bound([book, -1], [book, Number.POSITIVE_INFINITY]);
}

function readable(book: Book): boolean {
  return book.version === RECORD_VERSION;
}

/** Rejects where the browser has no IndexedDB. */
async function open(): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>(DATABASE, 1, {
    upgrade(db) {
      db.createObjectStore('books');
      db.createObjectStore('entries');
    },
    // A newer studio in another tab wants to change the shape: it must not wait for this one.
    blocking: (_now, _next, event) => (event.target as IDBDatabase).close(),
  });
}

export class IdbShelf implements Shelf {
  private readonly db: Promise<IDBPDatabase<Schema>>;

  constructor() {
    this.db = open();
    this.db.catch(() => undefined);
  }

  async append(key: BookKey, seq: number, entry: Entry): Promise<void> {
    const tx = (await this.db).transaction('entries', 'readwrite', { durability: 'relaxed' });
    const kept = tx.store.put({ seq, entry }, [keyText(key), seq]);
    tx.commit();
    await Promise.all([kept, tx.done]);
  }

  async put(book: Book): Promise<void> {
    const key = keyText(book.key);
    const tx = (await this.db).transaction(['books', 'entries'], 'readwrite', { durability: 'relaxed' });
    const kept = tx.objectStore('books').put(book, key);
    // All of them: what a book that could not be read left behind must not be played on top of this one.
    const dropped = tx.objectStore('entries').delete(allOf(key));
    tx.commit();
    await Promise.all([kept, dropped, tx.done]);
  }

  async remove(key: BookKey): Promise<void> {
    const tx = (await this.db).transaction(['books', 'entries'], 'readwrite');
    const gone = tx.objectStore('books').delete(keyText(key));
    const entries = tx.objectStore('entries').delete(allOf(keyText(key)));
    tx.commit();
    await Promise.all([gone, entries, tx.done]);
  }

  async ofJob(user: number, workspace: number, job: number): Promise<readonly Recalled[]> {
    const prefix = jobPrefix(user, workspace, job);
    const tx = (await this.db).transaction(['books', 'entries']);
    const books = await tx.objectStore('books').getAll(IDBKeyRange.bound(prefix, prefix + LAST));
    const found: Recalled[] = [];
    for (const book of books.filter(readable)) {
      const entries = await tx.objectStore('entries').getAll(allOf(keyText(book.key)));
      try {
        found.push(recall(book, entries));
      } catch {
        // A book that cannot be read must not keep the job from opening.
      }
    }
    return found;
  }

  async tidy(now: number): Promise<void> {
    const db = await this.db;
    const books = (await db.getAll('books')).filter(readable).sort((a, b) => b.at - a.at);
    for (const [place, book] of books.entries()) {
      if (place < MOST_BOOKS && now - book.at < CLEAN_DAYS * DAY) continue;
      const entries = await db.getAll('entries', allOf(keyText(book.key)));
      const { at, state } = recall(book, entries);
      if (now - at > (isDirty(state) ? DIRTY_DAYS : CLEAN_DAYS) * DAY || (place >= MOST_BOOKS && !isDirty(state)))
        await this.remove(book.key);
    }
  }
}
