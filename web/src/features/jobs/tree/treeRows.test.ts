import { describe, expect, test } from 'vitest';
import { job, tree } from './fixture';
import type { FilterMark } from './treeFilter';
import { TreeIndex } from './treeIndex';
import { nameOf, narrowedRows, type TreeRow, treeRows, withInstances, withJob } from './treeRows';

const index = new TreeIndex(tree);
const names = (rows: readonly TreeRow[]) => rows.map(nameOf);
const shown = (closed: number[]) => treeRows(index, (id) => !closed.includes(id));
const asking = { me: 'ada', now: Date.parse('2026-11-21T00:00:00Z') };
const narrowed = (text: string, marks: FilterMark[] = [], turned: number[] = [], of = index) =>
  narrowedRows(of, { text, marks: new Set(marks), asking }, new Set(turned));

describe('rows', () => {
  test('directories come first, names in the order people count', () => {
    expect(names(shown([]))).toEqual(['empty', 'reports', 'daily', 'late', 'b9', 'b10', 'top']);
  });

  test('a closed directory hides what is inside, and counts all of it', () => {
    const rows = shown([1]);
    expect(names(rows)).toEqual(['empty', 'reports', 'top']);
    expect(rows[1]).toMatchObject({ kind: 'directory', open: false, count: 3 });
  });

  test('each row knows its place among its neighbours', () => {
    const places = shown([]).map((row) => [nameOf(row), row.depth, row.place, row.of]);
    expect(places).toEqual([
      ['empty', 0, 1, 3],
      ['reports', 0, 2, 3],
      ['daily', 1, 1, 3],
      ['late', 2, 1, 1],
      ['b9', 1, 2, 3],
      ['b10', 1, 3, 3],
      ['top', 0, 3, 3],
    ]);
  });

  test('the latest change comes first where that is wanted', () => {
    const jobs = [job(1, 'a', null), job(2, 'b', null, { updated_at: '2026-11-21T00:00:00Z' })];
    expect(names(treeRows(new TreeIndex({ ...tree, directories: [], jobs }, 'changed'), () => true))).toEqual([
      'b',
      'a',
    ]);
  });

  test('what lies in a directory that is not there is shown at the top', () => {
    const lost = new TreeIndex({ ...tree, directories: [], jobs: [job(9, 'lost', 77)] });
    expect(names(treeRows(lost, () => true))).toEqual(['lost']);
  });
});

describe('a filter', () => {
  test('opens the directories above what fits, and marks the letters', () => {
    const rows = narrowed('ATE');
    expect(names(rows)).toEqual(['reports', 'daily', 'late']);
    expect(rows[2]?.hits).toEqual([[1, 4]]);
    expect(rows[0]).toMatchObject({ open: true, count: 1 });
  });

  test('of several words wants all', () => {
    expect(names(narrowed('b 1'))).toEqual(['reports', 'b10']);
  });

  test('lets letters lie apart where nothing else fits', () => {
    expect(names(narrowed('lte'))).toEqual(['reports', 'daily', 'late']);
    expect(names(narrowed('xyz'))).toEqual([]);
  });

  test('that names a directory shows it closed, and everything in it once it is opened', () => {
    expect(names(narrowed('daily'))).toEqual(['reports', 'daily']);
    expect(names(narrowed('daily', [], [2]))).toEqual(['reports', 'daily', 'late']);
    expect(names(narrowed('reports', [], [1, 2]))).toEqual(['reports', 'daily', 'late', 'b9', 'b10']);
  });

  test('can be closed by hand on the way', () => {
    expect(names(narrowed('late', [], [1]))).toEqual(['reports']);
  });

  test('of marks shows no directory by its name', () => {
    expect(names(narrowed('daily', ['never']))).toEqual([]);
    expect(names(narrowed('', ['never'])).length).toBe(6);
  });
});

test('events change the rows they are about, and never go back to an older instance', () => {
  const newer = withInstances(tree, [
    { id: 9, job_id: 2, status: 'running' },
    { id: 8, job_id: 2, status: 'failed' },
    { id: 4, job_id: 1, status: 'failed' },
  ]);
  expect(newer.jobs.map((one) => one.last_instance?.id)).toEqual([5, 9, 5, 5]);
  expect(newer.jobs[0]).toBe(tree.jobs[0]);
  const renamed = withJob(tree, { id: 3, name: 'c' });
  expect(renamed.jobs[2]).toEqual({ ...tree.jobs[2], name: 'c' });
  expect(renamed.jobs[1]).toBe(tree.jobs[1]);
});

test('ten thousand jobs are narrowed in a moment', () => {
  const directories = Array.from({ length: 5000 }, (_, id) => ({
    id: id + 1,
    parent_id: id < 8 ? null : Math.floor((id - 8) / 8) + 1,
    name: `area_${id}`,
  }));
  const jobs = Array.from({ length: 10_000 }, (_, id) => job(id + 1, `load_table_${id}`, (id % 5000) + 1));
  const large = new TreeIndex({ directories, jobs, scripts: [] });
  expect(narrowed('table_9999', [], [], large).at(-1)).toMatchObject({ kind: 'job', job: { name: 'load_table_9999' } });
  expect(treeRows(large, () => true).length).toBe(15_000);
});
