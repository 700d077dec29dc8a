/** Which operations the state of an instance and of its chosen node allows (R88 to R95). The server has the last word. */

import type { CommandKind, Instance, InstanceStatus, InstanceSummary, NodeRun } from '../../api/types';
import { instanceEnded } from '../../lib/status';

export interface Operation {
  readonly kind: CommandKind;
  readonly needsNode: boolean;
  /** Asked about first, with the names of what it touches. */
  readonly asks: boolean;
  readonly allowed: (instance: Instance, run: NodeRun | undefined) => boolean;
}

const PAUSABLE: ReadonlySet<InstanceStatus> = new Set(['running', 'paused', 'abnormal']);
const FORCIBLE: ReadonlySet<InstanceStatus> = new Set(['abnormal', 'failed', 'canceled']);

/** Only what ended by itself or was canceled can be run again (R52). */
const rerunnable = (one: InstanceSummary) =>
  instanceEnded(one.status) && one.status !== 'frozen' && one.trigger !== 'test';
const queueing = (instance: Instance) =>
  instance.status === 'waiting' || instance.node_runs.some((run) => run.sub_state === 'queued');

const abnormal = (instance: Instance) => instance.status === 'abnormal';
const suspended = (instance: Instance, run: NodeRun | undefined) => abnormal(instance) && run?.status === 'failed';
const asked = (run: NodeRun | undefined) => run?.sub_state === 'ask';

/** The most useful first; the first one that is allowed becomes the primary button. */
const OPERATIONS: readonly Operation[] = [
  { kind: 'confirm', needsNode: false, asks: false, allowed: (i) => i.status === 'waiting_confirmation' },
  { kind: 'retry_node', needsNode: true, asks: false, allowed: suspended },
  { kind: 'run_again', needsNode: true, asks: false, allowed: (i, run) => asked(run) && !instanceEnded(i.status) },
  {
    kind: 'resume_node',
    needsNode: true,
    asks: false,
    allowed: (i, run) => run?.status === 'paused' && PAUSABLE.has(i.status),
  },
  { kind: 'continue', needsNode: false, asks: false, allowed: abnormal },
  { kind: 'succeed_node', needsNode: true, asks: true, allowed: (i, run) => suspended(i, run) || asked(run) },
  {
    kind: 'pause_node',
    needsNode: true,
    asks: false,
    allowed: (i, run) => i.status === 'running' && run?.status === 'waiting',
  },
  {
    kind: 'skip_node',
    needsNode: true,
    asks: false,
    allowed: (i, run) =>
      !instanceEnded(i.status) && i.node_runs.length > 1 && (run?.status === 'waiting' || run?.status === 'paused'),
  },
  { kind: 'rerun', needsNode: false, asks: true, allowed: rerunnable },
  { kind: 'unfreeze', needsNode: false, asks: false, allowed: (i) => i.status === 'frozen' },
  { kind: 'prefer', needsNode: false, asks: false, allowed: queueing },
  { kind: 'freeze', needsNode: false, asks: false, allowed: (i) => i.status === 'waiting' },
  { kind: 'force_success', needsNode: false, asks: true, allowed: (i) => FORCIBLE.has(i.status) },
  { kind: 'stop', needsNode: false, asks: true, allowed: (i) => !instanceEnded(i.status) },
];

/** What an instance asks for; the rest may be done but need not be. */
export const PRIMARY: ReadonlySet<CommandKind> = new Set([
  'confirm',
  'retry_node',
  'run_again',
  'resume_node',
  'continue',
]);

export function operationsOf(instance: Instance, run: NodeRun | undefined): Operation[] {
  return OPERATIONS.filter((operation) => operation.allowed(instance, run));
}

/** Operations that can be given to many instances at once; the last column says which of them it can touch. */
export const BULK: readonly {
  readonly kind: CommandKind;
  readonly asks: boolean;
  readonly fits: (one: InstanceSummary) => boolean;
}[] = [
  { kind: 'confirm', asks: true, fits: (one) => one.status === 'waiting_confirmation' },
  { kind: 'rerun', asks: true, fits: rerunnable },
  { kind: 'continue', asks: false, fits: (one) => one.status === 'abnormal' },
  { kind: 'freeze', asks: false, fits: (one) => one.status === 'waiting' },
  { kind: 'unfreeze', asks: false, fits: (one) => one.status === 'frozen' },
  { kind: 'prefer', asks: false, fits: (one) => one.status === 'waiting' || one.status === 'running' },
  { kind: 'without_dependency', asks: true, fits: (one) => one.status === 'waiting' },
  { kind: 'force_success', asks: true, fits: (one) => FORCIBLE.has(one.status) },
  { kind: 'stop', asks: true, fits: (one) => !instanceEnded(one.status) },
];
