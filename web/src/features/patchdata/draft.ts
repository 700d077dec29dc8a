/** A task as it is being made: what the steps hold, what is wrong with it, and the request it becomes. */

import { ApiError } from '../../api/client';
import type { TaskRequest, Unit } from './api';

export const STEPS = ['range', 'jobs', 'rules', 'plan', 'confirm'] as const;
export type Step = (typeof STEPS)[number];

export interface RangeDraft {
  readonly from: string;
  readonly to: string;
}

export interface ParamDraft {
  readonly job: string;
  readonly name: string;
  readonly value: string;
}

export interface Draft {
  readonly name: string;
  readonly ranges: readonly RangeDraft[];
  readonly reverse: boolean;
  /** All plan times, those of some hours of the day, or one every so often. */
  readonly times: 'all' | 'hours' | 'every';
  readonly hours: RangeDraft;
  readonly everyN: number;
  readonly everyUnit: Unit;
  readonly jobs: readonly string[];
  readonly parallel: number;
  readonly byDay: boolean;
  readonly stopOnFailure: boolean;
  readonly windowed: boolean;
  readonly window: RangeDraft;
  /** Null: what the workspace says. */
  readonly priority: number | null;
  readonly params: readonly ParamDraft[];
  readonly confirm: boolean;
  readonly ignoreListening: boolean;
  readonly skipSuccessful: boolean;
}

const two = (n: number) => String(n).padStart(2, '0');
const dayOf = (at: Date) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;

export function newDraft(now: Date, jobs: readonly string[]): Draft {
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  return {
    name: `patchdata_${dayOf(now).replaceAll('-', '')}_${two(now.getHours())}${two(now.getMinutes())}`,
    ranges: [wholeDays(yesterday, yesterday)],
    reverse: false,
    times: 'all',
    hours: { from: '08:00', to: '18:00' },
    everyN: 1,
    everyUnit: 'days',
    jobs,
    parallel: 1,
    byDay: false,
    stopOnFailure: false,
    windowed: false,
    window: { from: '22:00', to: '06:00' },
    priority: null,
    params: [],
    confirm: false,
    ignoreListening: true,
    skipSuccessful: false,
  };
}

const wholeDays = (first: Date, last: Date): RangeDraft => ({
  from: `${dayOf(first)} 00:00`,
  to: `${dayOf(last)} 23:59`,
});

export const PRESETS = ['yesterday', 'week', 'month', 'last_month'] as const;
export type Preset = (typeof PRESETS)[number];

/** Whole days before today, so that nothing of a range lies in the future. */
export function presetRange(preset: Preset, now: Date): RangeDraft {
  const day = (back: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() - back);
  if (preset === 'yesterday') return wholeDays(day(1), day(1));
  if (preset === 'week') return wholeDays(day(7), day(1));
  if (preset === 'month') return { from: `${dayOf(now).slice(0, 7)}-01 00:00`, to: `${dayOf(now)} 23:59` };
  return wholeDays(new Date(now.getFullYear(), now.getMonth() - 1, 1), new Date(now.getFullYear(), now.getMonth(), 0));
}

const MOMENT = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2}))?$/;

/** `2026-1-31` or `2026-01-31 8:00` as the server reads it; a day alone begins at 00:00 or ends at 23:59. */
export function readMoment(text: string, end: boolean): string | null {
  const found = MOMENT.exec(text.trim());
  if (!found) return null;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const hour = found[4] === undefined ? (end ? 23 : 0) : Number(found[4]);
  const minute = found[5] === undefined ? (end ? 59 : 0) : Number(found[5]);
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > last || hour > 23 || minute > 59) return null;
  return `${found[1]}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:00`;
}

/** `8:00` as `08:00`. */
export function readClock(text: string): string | null {
  const found = /^(\d{1,2}):(\d{2})$/.exec(text.trim());
  if (!found || Number(found[1]) > 23 || Number(found[2]) > 59) return null;
  return `${two(Number(found[1]))}:${found[2]}`;
}

const clockPair = (pair: RangeDraft) => {
  const [from, to] = [readClock(pair.from), readClock(pair.to)];
  return from && to ? { from, to } : null;
};

export type DraftProblem =
  | 'no_name'
  | 'bad_moment'
  | 'invalid_range'
  | 'bad_clock'
  | 'same_clock'
  | 'bad_number'
  | 'no_jobs'
  | 'needs_by_day'
  | 'no_param_name'
  | 'twice_param';

/** What can be seen to be wrong without the server; `at` names the field. */
export function problemsOf(draft: Draft, step: Step): readonly { at: string; problem: DraftProblem }[] {
  const found: { at: string; problem: DraftProblem }[] = [];
  const add = (at: string, problem: DraftProblem) => found.push({ at, problem });
  if (step === 'range') {
    if (draft.name.trim() === '') add('name', 'no_name');
    for (const [index, range] of draft.ranges.entries()) {
      const [from, to] = [readMoment(range.from, false), readMoment(range.to, true)];
      if (!from) add(`ranges.${index}.from`, 'bad_moment');
      if (!to) add(`ranges.${index}.to`, 'bad_moment');
      if (from && to && from > to) add(`ranges.${index}.to`, 'invalid_range');
    }
    if (draft.times === 'hours' && !clockPair(draft.hours)) add('time_of_day', 'bad_clock');
    if (draft.times === 'every' && (!Number.isInteger(draft.everyN) || draft.everyN < 1)) add('every', 'bad_number');
  }
  if (step === 'jobs' && draft.jobs.length === 0) add('jobs', 'no_jobs');
  if (step === 'rules') {
    if (draft.stopOnFailure && !draft.byDay) add('stop_on_failure', 'needs_by_day');
    const window = clockPair(draft.window);
    if (draft.windowed && !window) add('running_window', 'bad_clock');
    if (draft.windowed && window && window.from === window.to) add('running_window', 'same_clock');
    const seen = new Set<string>();
    for (const [index, param] of draft.params.entries()) {
      const key = JSON.stringify([param.job, param.name.trim()]);
      if (param.name.trim() === '') add(`params.${index}`, 'no_param_name');
      else if (seen.has(key)) add(`params.${index}`, 'twice_param');
      seen.add(key);
    }
  }
  return found;
}

/** Null while something is wrong with a step. */
export function requestOf(draft: Draft): TaskRequest | null {
  if (STEPS.some((step) => problemsOf(draft, step).length > 0)) return null;
  const params: Record<string, Record<string, string>> = {};
  for (const { job, name, value } of draft.params) {
    if (draft.jobs.includes(job)) params[job] = { ...params[job], [name.trim()]: value };
  }
  return {
    name: draft.name.trim(),
    jobs: [...draft.jobs],
    ranges: draft.ranges.map((range) => ({
      from: readMoment(range.from, false) ?? '',
      to: readMoment(range.to, true) ?? '',
    })),
    reverse: draft.reverse,
    by_day: draft.byDay,
    parallel: draft.parallel,
    stop_on_failure: draft.stopOnFailure,
    time_of_day: draft.times === 'hours' ? clockPair(draft.hours) : null,
    every: draft.times === 'every' ? { n: draft.everyN, unit: draft.everyUnit } : null,
    running_window: draft.windowed ? clockPair(draft.window) : null,
    priority: draft.priority,
    params,
    confirm: draft.confirm,
    ignore_listening: draft.ignoreListening,
    skip_successful: draft.skipSuccessful,
  };
}

const STEP_OF_CODE: Readonly<Record<string, Step>> = {
  invalid_range: 'range',
  no_instances: 'range',
  too_many_instances: 'range',
  needs_by_day: 'rules',
  invalid_parallel: 'rules',
  not_periodic: 'jobs',
  not_submitted: 'jobs',
  job_not_submitted: 'jobs',
  different_recurrence: 'jobs',
  not_found: 'jobs',
};

const STEP_OF_FIELD: readonly (readonly [RegExp, Step])[] = [
  [/^(body\.)?(name|ranges|time_of_day|every|reverse)/, 'range'],
  [/^(body\.)?jobs/, 'jobs'],
  [/^(body\.)?(parallel|by_day|stop_on_failure|running_window|priority|params|confirm|skip)/, 'rules'],
];

/** The step where a refusal of the server can be mended. */
export function stepOfError(error: unknown): Step | null {
  if (!(error instanceof ApiError)) return null;
  const known = STEP_OF_CODE[error.code];
  if (known) return known;
  const field = error.fieldErrors[0]?.field ?? (typeof error.data.field === 'string' ? error.data.field : '');
  return STEP_OF_FIELD.find(([pattern]) => pattern.test(field))?.[1] ?? null;
}
