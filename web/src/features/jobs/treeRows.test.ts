import { expect, test } from 'vitest';
import type { Tree, TreeJob } from '../../api/types';
import { treeRows, withInstance } from './treeRows';

const job = (id: number, name: string, directory_id: number | null): TreeJob => ({
  id,
  name,
  directory_id,
  job_kind: 'pipeline',
  submitted_version: null,
  changed_since_submit: true,
  last_instance: { id: 5, status: 'success' },
});

const tree: Tree = {
  directories: [
    { id: 1, parent_id: null, name: 'reports' },
    { id: 2, parent_id: 1, name: 'daily' },
    { id: 3, parent_id: null, name: 'empty' },
  ],
  jobs: [job(1, 'top', null), job(2, 'late', 2), job(3, 'b10', 1), job(4, 'b9', 1)],
  scripts: [],
};

const shown = (closed: number[], filter = '') =>
  treeRows(tree, new Set(closed), filter).map((row) => (row.kind === 'job' ? row.job.name : row.directory.name));

test('directories come first, names in the order people count', () => {
  expect(shown([])).toEqual(['empty', 'reports', 'daily', 'late', 'b9', 'b10', 'top']);
});

test('a closed directory hides what is in it', () => {
  expect(shown([1])).toEqual(['empty', 'reports', 'top']);
});

test('a filter opens the directories above what fits and hides the others', () => {
  expect(shown([1, 2], 'LATE')).toEqual(['reports', 'daily', 'late']);
});

test('only a newer instance changes the state of a job', () => {
  const states = (id: number) =>
    withInstance(tree, { id, job_id: 1, status: 'running' }).jobs.map((one) => one.last_instance?.status);
  expect(states(6)[0]).toBe('running');
  expect(states(4)[0]).toBe('success');
});
