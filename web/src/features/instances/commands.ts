/** Which operations the state of an instance and of its chosen node allows (R88 to R92). The server has the last word. */

import type { CommandKind, Instance, InstanceStatus, NodeRun } from '../../api/types';
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

const abnormal = (instance: Instance) => instance.status === 'abnormal';
const suspended = (instance: Instance, run: NodeRun | undefined) => abnormal(instance) && run?.status === 'failed';
const asked = (run: NodeRun | undefined) => run?.sub_state === 'ask';

/** The most useful first; the first one that is allowed becomes the primary button. */
const OPERATIONS: readonly Operation[] = [
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
  { kind: 'force_success', needsNode: false, asks: true, allowed: (i) => FORCIBLE.has(i.status) },
  { kind: 'stop', needsNode: false, asks: true, allowed: (i) => !instanceEnded(i.status) },
];

export function operationsOf(instance: Instance, run: NodeRun | undefined): Operation[] {
  return OPERATIONS.filter((operation) => operation.allowed(instance, run));
}
