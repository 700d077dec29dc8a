import { expect, test } from 'vitest';
import type { LogLine, LogPage } from '../api/types';
import { findLines, LogStore } from './logStore';

const line = (n: number): LogLine => ({ n, at: '2026-11-22T02:00:00Z', stream: 'out', text: `line ${n}` });
const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => line(from + i));

/** A server with `total` lines, ten to a page; offsets count lines. */
function server(total: { lines: number }) {
  const asked: number[] = [];
  const fetchPage = async (offset: number): Promise<LogPage> => {
    asked.push(offset);
    const end = Math.min(total.lines, offset + 10);
    return { lines: offset < end ? lines(offset + 1, end) : [], next_offset: end, ended: false, truncated: false };
  };
  return { asked, fetchPage };
}

test('a log is read page by page to its end', async () => {
  const store = new LogStore(server({ lines: 25 }).fetchPage);
  await store.readOn();
  expect(store.lines.map((l) => l.n)).toEqual(lines(1, 25).map((l) => l.n));
});

test('lines of the stream follow without another question', async () => {
  const { asked, fetchPage } = server({ lines: 5 });
  const store = new LogStore(fetchPage);
  await store.readOn();
  const questions = asked.length;
  store.push(lines(6, 8), 8);
  expect(store.lines).toHaveLength(8);
  expect(asked).toHaveLength(questions);
});

test('a gap in the stream is filled from the server and no line comes twice', async () => {
  const total = { lines: 5 };
  const store = new LogStore(server(total).fetchPage);
  await store.readOn();
  total.lines = 12;
  store.push(lines(11, 12), 12);
  await store.readOn();
  expect(store.lines.map((l) => l.n)).toEqual(lines(1, 12).map((l) => l.n));
});

test('find ignores case', () => {
  expect(findLines([line(1), { ...line(2), text: 'An ERROR' }], 'error')).toEqual([1]);
  expect(findLines([line(1)], '')).toEqual([]);
});
