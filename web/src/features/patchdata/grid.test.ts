import { expect, test } from 'vitest';
import type { PlannedEntry, PlannedJob } from './api';
import { dayName, dayRows, orderInDay, wallMinute } from './grid';

function entry(index: number, job: string, local: string, more: Partial<PlannedEntry> = {}): PlannedEntry {
  const day = local.slice(0, 10);
  return {
    index,
    job,
    plan_time: local,
    local,
    day,
    dry_run: false,
    waits_for: [],
    already: null,
    ends_about: null,
    ...more,
  };
}

const job = (name: string, minutes: number | null): PlannedJob => ({
  job_id: name.length,
  job_name: name,
  version_no: 1,
  instances: 1,
  already_good: 0,
  asks_confirmation: false,
  mean_minutes: minutes,
});

test('days stand in the order of the plan, also last day first (R183)', () => {
  const rows = dayRows([entry(0, 'a', '2026-01-02T01:00+00:00'), entry(1, 'a', '2026-01-01T01:00+00:00')]);
  expect(rows.map((row) => row.day)).toEqual(['2026-01-02', '2026-01-01']);
});

test('several plan times of a day share a cell', () => {
  const rows = dayRows([
    entry(0, 'a', '2026-01-01T01:10+08:00', { ends_about: '2026-02-01T00:05:00Z' }),
    entry(1, 'a', '2026-01-01T02:10+08:00', { already: 'success', ends_about: '2026-02-01T00:03:00Z' }),
    entry(2, 'a', '2026-01-01T03:10+08:00', { already: 'failed' }),
  ]);
  expect(rows[0]?.cells.get('a')).toEqual({ count: 3, first: '01:10', last: '03:10', kind: 'again', dryRun: false });
  expect(rows[0]?.endsAbout).toBe('2026-02-01T00:05:00Z');
});

test('inside a day a job begins when those it waits for have ended', () => {
  const entries = [
    entry(0, 'load', '2026-01-01T01:00'),
    entry(1, 'report', '2026-01-01T02:00', { waits_for: [0] }),
    entry(2, 'load', '2026-01-02T01:00'),
  ];
  expect(orderInDay(entries, '2026-01-01', [job('load', 3), job('report', 1)])).toEqual([
    { job: 'load', start: 0, length: 0.75 },
    { job: 'report', start: 0.75, length: 0.25 },
  ]);
});

test('a day is named in the language of the reader, with its year if it is another one', () => {
  expect(dayName('2026-01-31', 'en', new Date(2026, 5, 1))).toBe('Sat 31 Jan');
  expect(dayName('2025-01-31', 'en', new Date(2026, 5, 1))).toContain('2025');
});

test('a plan time is shown by the clocks of its job, wherever the reader is', () => {
  expect(wallMinute('2026-11-01T02:00:00+09:00')).toBe('2026-11-01 02:00');
  expect(wallMinute(null)).toBe('–');
});
