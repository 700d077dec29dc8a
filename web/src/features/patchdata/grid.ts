/** The plan as a table of days and jobs, and the order of jobs inside a day. */

import type { PlannedEntry, PlannedJob } from './api';

const GOOD = new Set(['success', 'failure_ignored', 'force_success']);

export type CellKind = 'new' | 'again' | 'good';

export interface Cell {
  readonly count: number;
  /** Local times of the first and the last instance of the day. */
  readonly first: string;
  readonly last: string;
  readonly kind: CellKind;
  readonly dryRun: boolean;
}

export interface DayRow {
  readonly day: string;
  readonly cells: ReadonlyMap<string, Cell>;
  readonly endsAbout: string | null;
}

/** `2026-11-22 02:00`, as the clocks of the job's zone show it. */
export const wallMinute = (local: string | null) => local?.slice(0, 16).replace('T', ' ') ?? '–';

const clockOf = (local: string) => local.slice(11, 16);

/** Good already, ended badly or still open: the scheduled instance of that plan time stands beside the new one. */
function kindOf(already: string | null): CellKind {
  if (already === null) return 'new';
  return GOOD.has(already) ? 'good' : 'again';
}

const WEIGHT: Readonly<Record<CellKind, number>> = { new: 0, good: 1, again: 2 };

function joined(old: Cell | undefined, entry: PlannedEntry): Cell {
  const time = clockOf(entry.local);
  const kind = kindOf(entry.already);
  if (!old) return { count: 1, first: time, last: time, kind, dryRun: entry.dry_run };
  return {
    count: old.count + 1,
    first: [old.first, time].sort()[0] ?? time,
    last: [old.last, time].sort()[1] ?? time,
    kind: WEIGHT[kind] > WEIGHT[old.kind] ? kind : old.kind,
    dryRun: old.dryRun && entry.dry_run,
  };
}

/** Days in the order of the plan. */
export function dayRows(entries: readonly PlannedEntry[]): DayRow[] {
  const days = new Map<string, { cells: Map<string, Cell>; ends: string | null }>();
  for (const entry of entries) {
    const row = days.get(entry.day) ?? { cells: new Map<string, Cell>(), ends: null };
    days.set(entry.day, row);
    row.cells.set(entry.job, joined(row.cells.get(entry.job), entry));
    if (entry.ends_about && (row.ends === null || entry.ends_about > row.ends)) row.ends = entry.ends_about;
  }
  return [...days].map(([day, row]) => ({ day, cells: row.cells, endsAbout: row.ends }));
}

export interface Bar {
  readonly job: string;
  readonly start: number;
  readonly length: number;
}

const USUAL_MINUTES = 1;

/** When each job of one day begins and how long it takes, as if every instance ran as soon as it may. */
export function orderInDay(entries: readonly PlannedEntry[], day: string, jobs: readonly PlannedJob[]): Bar[] {
  const minutes = new Map(jobs.map((job) => [job.job_name, Math.max(job.mean_minutes ?? USUAL_MINUTES, 0.05)]));
  const ends = new Map<number, number>();
  const bars = new Map<string, { start: number; end: number }>();
  for (const entry of entries) {
    if (entry.day !== day) continue;
    const start = entry.waits_for.reduce((latest, index) => Math.max(latest, ends.get(index) ?? 0), 0);
    const end = start + (minutes.get(entry.job) ?? USUAL_MINUTES);
    ends.set(entry.index, end);
    const old = bars.get(entry.job);
    bars.set(entry.job, { start: Math.min(old?.start ?? start, start), end: Math.max(old?.end ?? end, end) });
  }
  const whole = Math.max(...[...bars.values()].map((bar) => bar.end), 0.001);
  return [...bars].map(([job, bar]) => ({ job, start: bar.start / whole, length: (bar.end - bar.start) / whole }));
}

/** `Sat 31 Jan`, with the year where it differs from the reader's. */
export function dayName(day: string, language: string, now: Date): string {
  const at = new Date(`${day}T12:00:00Z`);
  const year = at.getUTCFullYear() === now.getFullYear() ? undefined : 'numeric';
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year,
    timeZone: 'UTC',
  }).format(at);
}
