/** Where books are kept: IndexedDB in the browser, a map in tests. */

import type { Book, BookKey, Entry, Recalled } from './records';

export interface Shelf {
  /** Adds one entry to a book. Resolves when it is kept. */
  append(key: BookKey, seq: number, entry: Entry): Promise<void>;
  /** Writes a book anew and drops the entries it holds already. */
  put(book: Book): Promise<void>;
  remove(key: BookKey): Promise<void>;
  /** All readable books of a job, of every tab. */
  ofJob(user: number, workspace: number, job: number): Promise<readonly Recalled[]>;
  /** Drops what nobody will ask for any more. */
  tidy(now: number): Promise<void>;
}

export function keyText(key: BookKey): string {
  return `${jobPrefix(key.user, key.workspace, key.job)}${key.tab}`;
}

export function jobPrefix(user: number, workspace: number, job: number): string {
  return `${user}/${workspace}/${job}/`;
}
