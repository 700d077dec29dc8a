/** The lines of one attempt, read page by page. No React: the view subscribes. */

import type { LogLine, LogPage } from '../api/types';

export type FetchPage = (offset: number) => Promise<LogPage>;

export class LogStore {
  lines: LogLine[] = [];
  ended = false;
  truncated = false;
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
        more = page.next_offset > from && page.lines.length > 0;
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
  push(lines: readonly LogLine[], nextOffset: number): void {
    const first = lines[0];
    if (!first || nextOffset <= this.offset) return;
    const lastNumber = this.lines.at(-1)?.n ?? 0;
    if (this.reading || first.n > lastNumber + 1) {
      void this.readOn();
      return;
    }
    this.append(lines);
    this.offset = nextOffset;
    this.tell();
  }

  close(): void {
    this.closed = true;
  }

  private take(page: LogPage): void {
    this.append(page.lines);
    this.offset = Math.max(this.offset, page.next_offset);
    this.ended = page.ended;
    this.truncated = this.truncated || page.truncated;
    this.tell();
  }

  private append(lines: readonly LogLine[]): void {
    const lastNumber = this.lines.at(-1)?.n ?? 0;
    for (const line of lines) if (line.n > lastNumber) this.lines.push(line);
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
