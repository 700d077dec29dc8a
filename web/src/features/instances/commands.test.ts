import { expect, test } from 'vitest';
import type { Instance, NodeRun } from '../../api/types';
import { operationsOf } from './commands';

const run = (status: NodeRun['status'], sub_state: NodeRun['sub_state'] = '') => ({ status, sub_state }) as NodeRun;
const kinds = (status: Instance['status'], chosen: NodeRun) =>
  operationsOf({ status, node_runs: [chosen, chosen] } as unknown as Instance, chosen).map((one) => one.kind);

test('a suspended node can be retried, continued over or made successful', () => {
  expect(kinds('abnormal', run('failed'))).toEqual(['retry_node', 'continue', 'succeed_node', 'force_success', 'stop']);
});

test('a failed instance can only be forced', () => {
  expect(kinds('failed', run('failed'))).toEqual(['force_success']);
});

test('nothing can be done with a successful instance', () => {
  expect(kinds('success', run('success'))).toEqual([]);
});

test('a waiting node of a running instance can be paused or skipped', () => {
  expect(kinds('running', run('waiting', 'blocked'))).toEqual(['pause_node', 'skip_node', 'stop']);
});

test('a node that asks after a lost attempt can be run again', () => {
  expect(kinds('running', run('running', 'ask'))).toEqual(['run_again', 'succeed_node', 'stop']);
});
