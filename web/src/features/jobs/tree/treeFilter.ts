/** What the tree is narrowed to: letters of the name, and marks. Within a group any mark will do, all groups must. */

import type { InstanceStatus, TreeJob } from '../../../api/types';

export const FILTER_GROUPS = {
  submission: ['never', 'changed', 'submitted'],
  schedule: ['scheduled', 'paused', 'unscheduled'],
  kind: ['pipeline', 'single_task'],
  since: ['day', 'week', 'month'],
  owner: ['mine'],
  last: ['failed', 'open', 'good', 'none'],
} as const;

export type FilterGroup = keyof typeof FILTER_GROUPS;
export type FilterMark = (typeof FILTER_GROUPS)[FilterGroup][number];

export const GROUP_NAMES = Object.keys(FILTER_GROUPS) as FilterGroup[];
const MARKS: ReadonlySet<string> = new Set(GROUP_NAMES.flatMap((group) => [...FILTER_GROUPS[group]]));

const BAD: ReadonlySet<InstanceStatus> = new Set(['failed', 'abnormal', 'canceled']);
const GOOD: ReadonlySet<InstanceStatus> = new Set(['success', 'failure_ignored', 'force_success']);
const DAY_MS = 86_400_000;
const DAYS = { day: 1, week: 7, month: 30 } as const;

export interface Asking {
  /** Who "mine" is. */
  readonly me: string;
  readonly now: number;
}

const inLast = (job: TreeJob, days: number, now: number) => now - Date.parse(job.updated_at) <= days * DAY_MS;

const FITS: Readonly<Record<FilterMark, (job: TreeJob, asking: Asking) => boolean>> = {
  never: (job) => job.submitted_version === null,
  changed: (job) => job.submitted_version !== null && job.changed_since_submit,
  submitted: (job) => job.submitted_version !== null && !job.changed_since_submit,
  scheduled: (job) => job.schedule_state === 'scheduling',
  paused: (job) => job.schedule_state === 'paused',
  unscheduled: (job) => isUnscheduled(job),
  pipeline: (job) => job.job_kind === 'pipeline',
  single_task: (job) => job.job_kind === 'single_task',
  day: (job, { now }) => inLast(job, DAYS.day, now),
  week: (job, { now }) => inLast(job, DAYS.week, now),
  month: (job, { now }) => inLast(job, DAYS.month, now),
  mine: (job, { me }) => job.created_by === me || job.updated_by === me,
  failed: (job) => job.last_instance !== null && BAD.has(job.last_instance.status),
  good: (job) => job.last_instance !== null && GOOD.has(job.last_instance.status),
  open: (job) =>
    job.last_instance !== null && !BAD.has(job.last_instance.status) && !GOOD.has(job.last_instance.status),
  none: (job) => job.last_instance === null,
};

export function isUnscheduled(job: TreeJob): boolean {
  return job.schedule_state !== 'scheduling' && job.schedule_state !== 'paused';
}

export function fitsMarks(job: TreeJob, marks: ReadonlySet<FilterMark>, asking: Asking): boolean {
  return GROUP_NAMES.every((group) => {
    const wanted = FILTER_GROUPS[group].filter((mark) => marks.has(mark));
    return wanted.length === 0 || wanted.some((mark) => FITS[mark](job, asking));
  });
}

/** Marks as they are stored; what nobody knows any more is left out. */
export function readMarks(stored: string | null): ReadonlySet<FilterMark> {
  return new Set((stored ?? '').split(',').filter((mark): mark is FilterMark => MARKS.has(mark)));
}

/** Letters from a place on. */
export type Hit = readonly [start: number, end: number];

function exact(name: string, words: readonly string[]): Hit[] | null {
  const hits: Hit[] = [];
  for (const word of words) {
    const start = name.indexOf(word);
    if (start < 0) return null;
    hits.push([start, start + word.length]);
  }
  return hits.sort((a, b) => a[0] - b[0]);
}

function scattered(name: string, words: readonly string[]): Hit[] | null {
  const hits: Hit[] = [];
  let at = 0;
  for (const letter of words.join('')) {
    const found = name.indexOf(letter, at);
    if (found < 0) return null;
    hits.push([found, found + letter.length]);
    at = found + letter.length;
  }
  return hits;
}

export type NameTest = (name: string) => readonly Hit[] | null;

/** All words stand in the name; only where that finds nothing at all, their letters may lie apart. */
export function nameTest(text: string, names: () => Iterable<string>): NameTest {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return () => [];
  const strict: NameTest = (name) => exact(name.toLowerCase(), words);
  for (const name of names()) if (strict(name)) return strict;
  return (name) => scattered(name.toLowerCase(), words);
}
