import { expect, test } from 'vitest';
import { job } from './fixture';
import { type FilterMark, fitsMarks, nameTest, readMarks } from './treeFilter';

const now = Date.parse('2026-11-21T00:00:00Z');
const fits = (marks: FilterMark[], more: Parameters<typeof job>[3] = {}, me = 'eve') =>
  fitsMarks(job(1, 'a', null, more), new Set(marks), { me, now });

test('without marks every job fits', () => {
  expect(fits([])).toBe(true);
});

test.each<[FilterMark, Parameters<typeof job>[3], Parameters<typeof job>[3]]>([
  ['never', {}, { submitted_version: 1 }],
  ['changed', { submitted_version: 1 }, { submitted_version: 1, changed_since_submit: false }],
  ['submitted', { submitted_version: 1, changed_since_submit: false }, {}],
  ['scheduled', { schedule_state: 'scheduling' }, { schedule_state: 'paused' }],
  ['paused', { schedule_state: 'paused' }, { schedule_state: 'stopped' }],
  ['unscheduled', { schedule_state: 'stopped' }, { schedule_state: 'paused' }],
  ['pipeline', {}, { job_kind: 'single_task' }],
  ['single_task', { job_kind: 'single_task' }, {}],
  ['day', { updated_at: '2026-11-20T12:00:00Z' }, { updated_at: '2026-11-19T12:00:00Z' }],
  ['week', { updated_at: '2026-11-15T12:00:00Z' }, { updated_at: '2026-11-13T12:00:00Z' }],
  ['month', { updated_at: '2026-10-23T12:00:00Z' }, { updated_at: '2026-10-13T12:00:00Z' }],
  ['mine', { updated_by: 'eve' }, {}],
  ['failed', { last_instance: { id: 1, status: 'abnormal' } }, {}],
  ['good', { last_instance: { id: 1, status: 'force_success' } }, { last_instance: null }],
  ['open', { last_instance: { id: 1, status: 'frozen' } }, { last_instance: null }],
  ['none', { last_instance: null }, {}],
])('the mark %s', (mark, yes, no) => {
  expect(fits([mark], yes)).toBe(true);
  expect(fits([mark], no)).toBe(false);
});

test('within a group any mark will do, of several groups each must', () => {
  expect(fits(['never', 'changed'])).toBe(true);
  expect(fits(['never', 'scheduled'])).toBe(false);
});

test('marks that nobody knows any more are forgotten', () => {
  expect([...readMarks('never,gone,,mine')]).toEqual(['never', 'mine']);
  expect(readMarks(null).size).toBe(0);
});

test('the letters that fit are told in their order', () => {
  const test = nameTest('b a', () => ['ab']);
  expect(test('a B')).toEqual([
    [0, 1],
    [2, 3],
  ]);
  expect(nameTest('  ', () => [])('x')).toEqual([]);
});
