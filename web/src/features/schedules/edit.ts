/** Changes of a schedule, each a command of the open job, so that undo, save and submit know them. */

import { type Command, changeJob } from '../../designer/model/commands';
import type { JobDefinition } from '../../lib/definition';
import type { Dependency, Recurrence, RecurrenceType, Schedule } from '../../lib/schedule';

const SCHEDULE_DEFAULTS: Schedule = {
  type: 'periodic',
  zone: null,
  start: null,
  end: null,
  recurrence: null,
  calendar: null,
  misfire: 'all',
  misfire_cap: 1000,
  concurrency: 1,
  self_dependent: false,
  skip_to_latest: false,
  clear_waiting: 'workspace',
  clear_days: null,
  confirm: false,
  task_group: null,
  depends_on: [],
  listening: null,
};

const DEPENDENCY_DEFAULTS: Omit<Dependency, 'job'> = {
  workspace: null,
  cycle: 'same',
  n: 1,
  rule: 'default',
  on_upstream_failure: 'cancel',
  run_after_dependency_ends: false,
};

/** The parts of a recurrence that have a time of day or a range, as the server fills them in. */
const RECURRENCES: { readonly [T in RecurrenceType]: Recurrence & { readonly type: T } } = {
  minutes: { type: 'minutes', every: 30, from: '00:00', to: '23:59' },
  even_minutes: { type: 'even_minutes', every: 50, from: '00:00', to: '23:59' },
  hours: { type: 'hours', every: 1, from: '00:00', to: '23:59' },
  discrete_hours: { type: 'discrete_hours', hours: [], minute: 0 },
  daily: { type: 'daily', at: '00:00' },
  weekly: { type: 'weekly', days: [], at: '00:00' },
  monthly: { type: 'monthly', days: [], at: '00:00' },
  cron: { type: 'cron', expression: '' },
};

/** The server may leave defaults out; here every field is present. */
export function fillSchedule(raw: Partial<Schedule>): Schedule {
  const { recurrence } = raw;
  return {
    ...SCHEDULE_DEFAULTS,
    ...raw,
    recurrence: recurrence ? ({ ...RECURRENCES[recurrence.type], ...recurrence } as Recurrence) : null,
    depends_on: (raw.depends_on ?? []).map((one) => ({ ...DEPENDENCY_DEFAULTS, ...one })),
  };
}

export function scheduleOf(doc: JobDefinition): Schedule | null {
  return doc.schedule ? fillSchedule(doc.schedule) : null;
}

/** A job that gets a schedule runs every day at 02:00 until somebody says otherwise. */
export function newSchedule(): Schedule {
  return { ...SCHEDULE_DEFAULTS, recurrence: { type: 'daily', at: '02:00' } };
}

export function newDependency(job: string, workspace: string | null, policy: Dependency['on_upstream_failure']) {
  return { ...DEPENDENCY_DEFAULTS, job, workspace, on_upstream_failure: policy };
}

const hhmm = (hour: number, minute: string) => `${String(hour).padStart(2, '0')}:${minute}`;

/** The first time of day that the old recurrence names, so that another period keeps it. */
function firstTime(old: Recurrence | null): string | null {
  if (old === null || old.type === 'cron') return null;
  if ('at' in old) return old.at;
  if ('from' in old) return old.from;
  return hhmm(Math.min(...old.hours, 23), String(old.minute).padStart(2, '0'));
}

/** Another period; what both have in common, such as the time of day or the range, is kept. */
export function changeRecurrence(old: Recurrence | null, type: RecurrenceType): Recurrence {
  const fresh = RECURRENCES[type];
  const time = firstTime(old) ?? '02:00';
  const hour = Number(time.slice(0, 2));
  const minute = time.slice(3);
  const range = old !== null && 'from' in old ? { from: old.from, to: old.to } : {};
  if ('from' in fresh) return { ...fresh, ...range };
  if (fresh.type === 'discrete_hours') return { ...fresh, hours: [hour], minute: Number(minute) };
  if (fresh.type === 'cron') return { ...fresh, expression: `0 ${Number(minute)} ${hour} * * ?` };
  if (fresh.type === 'weekly') return { ...fresh, at: time, days: [1] };
  if (fresh.type === 'monthly') return { ...fresh, at: time, days: [1] };
  return { ...fresh, at: time };
}

/** `field` names what was changed, for the history; changes of one field in quick succession are one step. */
export function changeSchedule(doc: JobDefinition, schedule: Partial<Schedule> | null, field: string): Command {
  return { ...changeJob(doc, { schedule }), name: 'change_schedule', object: field, key: `schedule:${field}` };
}

/** A dependency with something in it changed; all others stay. */
export function withDependency(schedule: Schedule, index: number, patch: Partial<Dependency>): Schedule {
  return {
    ...schedule,
    depends_on: schedule.depends_on.map((one, i) => (i === index ? { ...one, ...patch } : one)),
  };
}

const TIME = /^([01]?\d|2[0-3]):?([0-5]\d)$/;

/** `9:30`, `930` and `09:30` are 09:30; null is no time of day. */
export function readTime(text: string): string | null {
  const found = TIME.exec(text.trim());
  return found ? `${found[1]?.padStart(2, '0')}:${found[2]}` : null;
}

const DAY_TIME = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]+([01]?\d|2[0-3]):([0-5]\d)(?::00)?)?$/;

/** `2026-01-01 00:00`, or a day alone, as `2026-01-01T00:00:00`; null is no such time. */
export function readWallTime(text: string): string | null {
  const found = DAY_TIME.exec(text.trim());
  if (!found) return null;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const there = new Date(Date.UTC(year, month - 1, day));
  if (there.getUTCMonth() !== month - 1 || there.getUTCDate() !== day) return null;
  const pad = (value: string | number | undefined) => String(value ?? '0').padStart(2, '0');
  return `${found[1]}-${pad(month)}-${pad(day)}T${pad(found[4])}:${pad(found[5])}:00`;
}

/** How a stored `2026-01-01T00:00:00` stands in its field. */
export function wallTime(stored: string | null): string {
  return stored === null ? '' : stored.slice(0, 16).replace('T', ' ');
}
