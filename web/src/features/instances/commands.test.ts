import { expect, test } from 'vitest';
import type { Instance, InstanceSummary, NodeRun } from '../../api/types';
import { BULK, operationsOf } from './commands';

const run = (status: NodeRun['status'], sub_state: NodeRun['sub_state'] = '') => ({ status, sub_state }) as NodeRun;
const kinds = (status: Instance['status'], chosen: NodeRun) =>
  operationsOf({ status, node_runs: [chosen, chosen] } as unknown as Instance, chosen).map((one) => one.kind);

test('a suspended node can be retried, continued over or made successful', () => {
  expect(kinds('abnormal', run('failed'))).toEqual(['retry_node', 'continue', 'succeed_node', 'force_success', 'stop']);
});

test('a failed instance can be rerun or forced', () => {
  expect(kinds('failed', run('failed'))).toEqual(['rerun', 'force_success']);
});

test('a successful instance can only be rerun', () => {
  expect(kinds('success', run('success'))).toEqual(['rerun']);
});

test('a waiting node of a running instance can be paused or skipped', () => {
  expect(kinds('running', run('waiting', 'blocked'))).toEqual(['pause_node', 'skip_node', 'stop']);
});

test('a node that asks after a lost attempt can be run again', () => {
  expect(kinds('running', run('running', 'ask'))).toEqual(['run_again', 'succeed_node', 'stop']);
});

test('a waiting instance can be preferred, frozen or stopped; a frozen one only unfrozen', () => {
  expect(kinds('waiting', run('waiting', 'blocked'))).toContain('freeze');
  expect(kinds('waiting', run('failed'))).toEqual(['prefer', 'freeze', 'stop']);
  expect(kinds('frozen', run('failed'))).toEqual(['unfreeze']);
});

test('one that waits for a person can be confirmed', () => {
  expect(kinds('waiting_confirmation', run('failed'))).toEqual(['confirm', 'stop']);
});

const bulk = (one: Partial<InstanceSummary>) =>
  BULK.filter((operation) => operation.fits(one as InstanceSummary)).map((operation) => operation.kind);

test('an operation for many says which instances it touches', () => {
  expect(bulk({ status: 'failed', trigger: 'schedule' })).toEqual(['rerun', 'force_success']);
  expect(bulk({ status: 'failed', trigger: 'test' })).toEqual(['force_success']);
  expect(bulk({ status: 'waiting' })).toEqual(['freeze', 'prefer', 'without_dependency', 'stop']);
  expect(bulk({ status: 'frozen' })).toEqual(['unfreeze']);
});
