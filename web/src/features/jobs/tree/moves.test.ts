import { expect, test } from 'vitest';
import { job, tree } from './fixture';
import { allOf, itemsOf, namesOf, refusalOf, returnsOf } from './moves';
import { TreeIndex } from './treeIndex';

const index = new TreeIndex(tree);

test('what lies in a directory that moves goes with it', () => {
  expect(itemsOf(index, ['j2', 'd2', 'd1', 'j1', 'j99', 'd99'])).toEqual({ directories: [1], jobs: [1] });
  expect(namesOf(index, { directories: [1], jobs: [4, 3] })).toEqual(['reports', 'b9', 'b10']);
});

test('a directory never goes below itself', () => {
  expect(refusalOf(index, { directories: [1], jobs: [] }, 2)).toEqual({ why: 'itself', name: 'reports' });
  expect(refusalOf(index, { directories: [1], jobs: [] }, 1)).toEqual({ why: 'itself', name: 'reports' });
});

test('names of directories clash with those there, and with one another', () => {
  const directories = [...tree.directories, { id: 4, parent_id: 3, name: 'daily' }];
  const twins = new TreeIndex({ ...tree, directories });
  expect(refusalOf(twins, { directories: [4], jobs: [] }, 1)).toEqual({ why: 'taken', name: 'daily' });
  expect(refusalOf(twins, { directories: [2, 4], jobs: [] }, null)).toEqual({ why: 'taken', name: 'daily' });
  expect(refusalOf(twins, { directories: [4], jobs: [] }, null)).toBeNull();
});

test('ten levels are allowed, with everything inside of what moves', () => {
  const chain = Array.from({ length: 9 }, (_, at) => ({ id: at + 1, parent_id: at || null, name: `d${at}` }));
  const deep = new TreeIndex({
    directories: [...chain, { id: 20, parent_id: null, name: 'x' }, { id: 21, parent_id: 20, name: 'y' }],
    jobs: [],
    scripts: [],
  });
  expect(refusalOf(deep, { directories: [20], jobs: [] }, 9)).toEqual({ why: 'deep', levels: 11 });
  expect(refusalOf(deep, { directories: [21], jobs: [] }, 9)).toBeNull();
  expect(refusalOf(deep, { directories: [20], jobs: [] }, 8)).toBeNull();
});

test('what is there already has nothing to move', () => {
  expect(refusalOf(index, { directories: [2], jobs: [3] }, 1)).toEqual({ why: 'nothing' });
  expect(refusalOf(index, { directories: [2], jobs: [1] }, 1)).toBeNull();
});

test('everything can go back to where it was', () => {
  expect(returnsOf(index, { directories: [2], jobs: [1, 3] })).toEqual([
    { to: 1, directories: [2], jobs: [3] },
    { to: null, directories: [], jobs: [1] },
  ]);
});

test('deleting takes jobs first and inner directories before outer ones', () => {
  const more = new TreeIndex({ ...tree, jobs: [...tree.jobs, job(9, 'z', 3)] });
  expect(allOf(more, { directories: [1, 3], jobs: [1] })).toEqual({ directories: [3, 2, 1], jobs: [1, 9, 2, 4, 3] });
});
