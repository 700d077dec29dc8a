import { expect, test } from 'vitest';
import type { InstanceSummary } from '../../api/types';
import { type Filters, fits } from './useInstances';

const none: Filters = { status: '', trigger: '', job_id: '', batch: '', plan_from: '', plan_until: '' };
const row = { status: 'failed', trigger: 'schedule', job_id: 7, plan_time: '2026-11-22T01:00:00Z' } as InstanceSummary;

test('a row fits when every filter does', () => {
  expect(fits(row, none)).toBe(true);
  expect(fits(row, { ...none, status: 'failed,abnormal', job_id: '7' })).toBe(true);
  expect(fits(row, { ...none, status: 'success' })).toBe(false);
  expect(fits(row, { ...none, job_id: '8' })).toBe(false);
});

test('the first plan time of a span belongs to it, the last does not', () => {
  expect(fits(row, { ...none, plan_from: '2026-11-22T01:00:00.000Z' })).toBe(true);
  expect(fits(row, { ...none, plan_until: '2026-11-22T01:00:00.000Z' })).toBe(false);
  expect(fits({ ...row, plan_time: null }, { ...none, plan_from: '2026-11-22T01:00:00.000Z' })).toBe(false);
});
