/** Which operations the state of an instance and of its chosen node allows. The server has the last word. */

import type { CommandKind, Instance, NodeRun } from '../../api/types';
import { instanceEnded } from '../../lib/status';

export interface Operation {
  readonly kind: CommandKind;
  readonly needsNode: boolean;
  /** Asked about first, with the names of what it touches. */
  readonly asks: boolean;
}

export function operationsOf(instance: Instance, run: NodeRun | undefined): Operation[] {
  const open = !instanceEnded(instance.status);
  const failedNode = run?.status === 'failed';
  const out: Operation[] = [];
  if (failedNode) out.push({ kind: 'retry_node', needsNode: true, asks: false });
  if (instance.status === 'abnormal') out.push({ kind: 'continue', needsNode: false, asks: false });
  if (failedNode && open) out.push({ kind: 'succeed_node', needsNode: true, asks: true });
  if (open && run?.status === 'waiting') {
    out.push({ kind: 'pause_node', needsNode: true, asks: false }, { kind: 'skip_node', needsNode: true, asks: false });
  }
  if (run?.status === 'paused') out.push({ kind: 'resume_node', needsNode: true, asks: false });
  if (instance.status === 'failed' || instance.status === 'canceled' || instance.status === 'abnormal') {
    out.push({ kind: 'force_success', needsNode: false, asks: true });
  }
  if (!open) out.push({ kind: 'run_again', needsNode: false, asks: false });
  if (open) out.push({ kind: 'stop', needsNode: false, asks: true });
  return out;
}
