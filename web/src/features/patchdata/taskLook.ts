/** How tasks look: the state in words and hue, and the counts by state in a fixed order. */

import { LOOKS, type StatusName } from '../../lib/status';
import type { Task } from './api';

export function taskStatus(task: Pick<Task, 'state' | 'paused'>): StatusName {
  return task.state === 'running' && task.paused ? 'paused' : task.state;
}

const ORDER: readonly StatusName[] = [
  'success',
  'failure_ignored',
  'force_success',
  'failed',
  'canceled',
  'frozen',
  'running',
  'abnormal',
  'paused',
  'waiting_confirmation',
  'waiting',
];

export interface Share {
  readonly status: StatusName;
  readonly count: number;
}

/** Counts above zero; those of no known state are left out, the rest of the task is not made yet. */
export function sharesOf(task: Pick<Task, 'counts' | 'total'>): { shares: Share[]; left: number } {
  const shares = ORDER.flatMap((status) => {
    const count = task.counts[status] ?? 0;
    return count > 0 ? [{ status, count }] : [];
  });
  const made = shares.reduce((sum, share) => sum + share.count, 0);
  return { shares, left: Math.max(0, task.total - made) };
}

export const hueOf = (status: StatusName) => LOOKS[status].hue;

/**
 * What a retry would begin again, and how many: all that failed or were canceled, not the frozen. Without any, a task that was stopped goes on with
 * those it had `left`. Null: nothing.
 */
export function retryOf(
  task: Pick<Task, 'counts' | 'total' | 'state'>,
): { of: 'failed' | 'canceled' | 'bad' | 'left'; count: number } | null {
  const { failed = 0, canceled = 0 } = task.counts;
  const count = failed + canceled;
  if (count > 0) return { of: count === failed ? 'failed' : count === canceled ? 'canceled' : 'bad', count };
  const { left } = sharesOf(task);
  return task.state === 'canceled' && left > 0 ? { of: 'left', count: left } : null;
}
