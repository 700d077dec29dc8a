/** States of instances and node runs: hue, icon and word. Every state differs in its icon, not in colour alone. */

import type { TextKey } from './i18n';

export type StatusName =
  | 'waiting'
  | 'waiting_confirmation'
  | 'running'
  | 'abnormal'
  | 'paused'
  | 'success'
  | 'failure_ignored'
  | 'force_success'
  | 'failed'
  | 'canceled'
  | 'frozen'
  | 'skipped'
  | 'stopped'
  | 'blocked'
  | 'queued'
  | 'retry_wait'
  | 'resolving'
  | 'ask';

export type Hue =
  | 'waiting'
  | 'queued'
  | 'running'
  | 'success'
  | 'failed'
  | 'warning'
  | 'paused'
  | 'skipped'
  | 'frozen'
  | 'canceled'
  | 'forced';

interface Look {
  readonly hue: Hue;
  readonly icon: string;
  readonly word: TextKey;
}

export const LOOKS: Readonly<Record<StatusName, Look>> = {
  waiting: { hue: 'waiting', icon: 'state-waiting', word: 'status.waiting' },
  waiting_confirmation: { hue: 'queued', icon: 'state-waiting_confirmation', word: 'status.waiting_confirmation' },
  running: { hue: 'running', icon: 'state-running', word: 'status.running' },
  abnormal: { hue: 'warning', icon: 'state-abnormal', word: 'status.abnormal' },
  paused: { hue: 'paused', icon: 'state-paused', word: 'status.paused' },
  success: { hue: 'success', icon: 'state-success', word: 'status.success' },
  failure_ignored: { hue: 'success', icon: 'state-failure_ignored', word: 'status.failure_ignored' },
  force_success: { hue: 'forced', icon: 'state-force_success', word: 'status.force_success' },
  failed: { hue: 'failed', icon: 'state-failed', word: 'status.failed' },
  canceled: { hue: 'canceled', icon: 'state-canceled', word: 'status.canceled' },
  frozen: { hue: 'frozen', icon: 'state-frozen', word: 'status.frozen' },
  skipped: { hue: 'skipped', icon: 'state-skipped', word: 'status.skipped' },
  stopped: { hue: 'canceled', icon: 'state-stopped', word: 'status.stopped' },
  blocked: { hue: 'waiting', icon: 'state-blocked', word: 'status.blocked' },
  queued: { hue: 'queued', icon: 'state-queued', word: 'status.queued' },
  retry_wait: { hue: 'warning', icon: 'state-retry_wait', word: 'status.retry_wait' },
  resolving: { hue: 'queued', icon: 'state-queued', word: 'status.resolving' },
  ask: { hue: 'warning', icon: 'state-abnormal', word: 'status.ask' },
};

export function isStatus(name: string): name is StatusName {
  return name in LOOKS;
}

/** What is shown for a node run: the sub-state where there is one (R54), else the state. */
export function shownStatus(run: { status: string; sub_state?: string | null }): StatusName {
  if (run.sub_state && isStatus(run.sub_state)) return run.sub_state;
  return isStatus(run.status) ? run.status : 'waiting';
}

const ENDED = new Set<string>(['success', 'failure_ignored', 'force_success', 'failed', 'canceled', 'frozen']);

export function instanceEnded(status: string): boolean {
  return ENDED.has(status);
}
