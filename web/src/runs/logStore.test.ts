import { expect, test } from 'vitest';
import type { LogLine, LogPage } from '../api/types';
import { findLines, LogStore } from './logStore';

/** Offsets count lines: the first begins at 0. */
const line = (n: number): LogLine => ({ n, at: '2026-11-22T02:00:00Z', stream: 'out', text: `line ${n}` });
const page = (from: number, end: number, truncated = false): LogPage => ({
  lines: lines(from, end - 1),
  next_offset: end,
  ended: false,
  truncated,
});
const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => line(from + i));

/** A server with `total` lines, ten to a page. */
function server(total: { lines: number }) {
  const asked: number[] = [];
  const fetchPage = async (offset: number): Promise<LogPage> => {
    asked.push(offset);
    const end = Math.min(total.lines, offset + 10);
    return page(offset, end, end < total.lines);
  };
  return { asked, fetchPage };
}

test('a log is read page by page to its end', async () => {
  const store = new LogStore(server({ lines: 25 }).fetchPage);
  await store.readOn();
  expect(store.lines).toEqual(lines(0, 24));
});

test('lines of the stream follow without another question', async () => {
  const { asked, fetchPage } = server({ lines: 5 });
  const store = new LogStore(fetchPage);
  await store.readOn();
  const questions = asked.length;
  store.push(page(5, 8));
  expect(store.lines).toHaveLength(8);
  expect(asked).toHaveLength(questions);
});

test('a gap in the stream is filled from the server and no line comes twice', async () => {
  const total = { lines: 5 };
  const store = new LogStore(server(total).fetchPage);
  await store.readOn();
  total.lines = 12;
  store.push(page(10, 12));
  await store.readOn();
  expect(store.lines).toEqual(lines(0, 11));
});

test('the stream may begin again: lines that are there are not taken twice', async () => {
  const store = new LogStore(server({ lines: 5 }).fetchPage);
  await store.readOn();
  store.push(page(0, 8));
  expect(store.lines).toEqual(lines(0, 7));
});

test('find ignores case', () => {
  expect(findLines([line(1), { ...line(2), text: 'An ERROR' }], 'error')).toEqual([1]);
  expect(findLines([line(1)], '')).toEqual([]);
});
