/** The lines of one attempt, read page by page. No React: the view subscribes. */

import type { LogLine, LogPage } from '../api/types';

export type FetchPage = (offset: number) => Promise<LogPage>;

export class LogStore {
  lines: LogLine[] = [];
  ended = false;
  error: unknown = null;
  /** Grows with every change, so that a view can subscribe by value. */
  revision = 0;
  private offset = 0;
  private reading = false;
  private closed = false;
  private again = false;
  private readonly listeners = new Set<() => void>();
  private readonly fetchPage: FetchPage;

  constructor(fetchPage: FetchPage) {
    this.fetchPage = fetchPage;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getRevision = (): number => this.revision;

  /** Reads on until there is no more. Each page is a turn of its own, so the page never freezes. */
  async readOn(): Promise<void> {
    if (this.reading) {
      this.again = true;
      return;
    }
    this.reading = true;
    try {
      let more = true;
      while (more && !this.closed) {
        const from = this.offset;
        const page = await this.fetchPage(from);
        this.again = false;
        this.take(page);
        more = page.truncated && page.next_offset > from;
      }
      this.error = null;
    } catch (error) {
      this.error = error;
    } finally {
      this.reading = false;
      this.tell();
    }
    if (this.again && !this.closed) {
      this.again = false;
      await this.readOn();
    }
  }

  /** Lines that came over the event stream; when some are missing in between, they are fetched. */
  push(page: LogPage): void {
    const [first] = page.lines;
    if (page.next_offset <= this.offset || !first) {
      if (page.ended && !this.reading) this.end();
      return;
    }
    if (this.reading || first.n > this.offset) void this.readOn();
    else this.take(page);
  }

  close(): void {
    this.closed = true;
  }

  private take(page: LogPage): void {
    for (const line of page.lines) if (line.n >= this.offset) this.lines.push(line);
    this.offset = Math.max(this.offset, page.next_offset);
    this.ended = page.ended && !page.truncated;
    this.tell();
  }

  private end(): void {
    if (this.ended) return;
    this.ended = true;
    this.tell();
  }

  private tell(): void {
    this.revision += 1;
    for (const listener of [...this.listeners]) listener();
  }
}

/** Indexes of the lines that hold `words`, in order. */
export function findLines(lines: readonly LogLine[], words: string): number[] {
  const wanted = words.toLowerCase();
  if (wanted === '') return [];
  const found: number[] = [];
  for (let i = 0; i < lines.length; i += 1) {
    if (lines[i]?.text.toLowerCase().includes(wanted)) found.push(i);
  }
  return found;
}
