import { expect, test } from 'vitest';
import { ApiError } from '../../api/client';
import { type Draft, newDraft, presetRange, problemsOf, readClock, readMoment, requestOf, stepOfError } from './draft';

const NOW = new Date(2026, 0, 31, 9, 5);
const draft = (change: Partial<Draft> = {}): Draft => ({ ...newDraft(NOW, ['a', 'b']), ...change });

test('a day alone begins at midnight or ends a minute before the next', () => {
  expect(readMoment('2026-1-31', false)).toBe('2026-01-31T00:00:00');
  expect(readMoment(' 2026-01-31 ', true)).toBe('2026-01-31T23:59:00');
  expect(readMoment('2026-01-31 8:05', true)).toBe('2026-01-31T08:05:00');
});

test('days and times that do not exist are not taken', () => {
  for (const text of ['2026-02-29', '2026-13-01', '2026-00-10', '2026-01-01 24:00', '2026-01-01 8', 'soon', '']) {
    expect([text, readMoment(text, false)]).toEqual([text, null]);
  }
  expect(readMoment('2024-02-29', false)).toBe('2024-02-29T00:00:00');
  expect([readClock('8:00'), readClock('24:00'), readClock('8')]).toEqual(['08:00', null, null]);
});

test('quick ranges are whole days and hold their month', () => {
  expect(presetRange('yesterday', NOW)).toEqual({ from: '2026-01-30 00:00', to: '2026-01-30 23:59' });
  expect(presetRange('week', NOW)).toEqual({ from: '2026-01-24 00:00', to: '2026-01-30 23:59' });
  expect(presetRange('month', NOW)).toEqual({ from: '2026-01-01 00:00', to: '2026-01-31 23:59' });
  expect(presetRange('last_month', NOW)).toEqual({ from: '2025-12-01 00:00', to: '2025-12-31 23:59' });
});

test('a range that ends before it begins is said at its end (R180)', () => {
  const wrong = draft({ ranges: [{ from: '2026-01-02', to: '2026-01-01' }] });
  expect(problemsOf(wrong, 'range')).toEqual([{ at: 'ranges.0.to', problem: 'invalid_range' }]);
  expect(requestOf(wrong)).toBeNull();
  expect(problemsOf(draft({ ranges: [{ from: '2026-01-01', to: '2026-01-01' }] }), 'range')).toEqual([]);
});

test('stopping upon failure needs day by day (R185)', () => {
  expect(problemsOf(draft({ stopOnFailure: true }), 'rules')).toEqual([
    { at: 'stop_on_failure', problem: 'needs_by_day' },
  ]);
  expect(requestOf(draft({ stopOnFailure: true, byDay: true }))?.stop_on_failure).toBe(true);
});

test('what is switched off is not sent', () => {
  const request = requestOf(draft({ hours: { from: 'x', to: 'y' }, window: { from: 'x', to: 'y' } }));
  expect(request).toMatchObject({ time_of_day: null, every: null, running_window: null, priority: null });
  const every = requestOf(draft({ times: 'every', everyN: 2, everyUnit: 'weeks' }));
  expect(every).toMatchObject({ every: { n: 2, unit: 'weeks' }, time_of_day: null });
});

test('parameters go by job; those of a job that was taken out are left behind', () => {
  const params = [
    { job: 'a', name: ' force ', value: '1' },
    { job: 'a', name: 'day', value: '' },
    { job: 'gone', name: 'x', value: 'y' },
  ];
  expect(requestOf(draft({ params }))?.params).toEqual({ a: { force: '1', day: '' } });
  const twice = [...params, { job: 'a', name: 'force', value: '2' }];
  expect(problemsOf(draft({ params: twice }), 'rules')).toEqual([{ at: 'params.3', problem: 'twice_param' }]);
});

test('a refusal leads to the step where it can be mended', () => {
  const of = (code: string, data = {}) => stepOfError(new ApiError(422, { code, data }));
  expect(of('too_many_instances')).toBe('range');
  expect(of('different_recurrence')).toBe('jobs');
  expect(of('needs_by_day')).toBe('rules');
  expect(of('invalid_input', { errors: [{ field: 'body.ranges.0.from', message: 'bad' }] })).toBe('range');
  expect(of('invalid_input', { field: 'params.a' })).toBe('rules');
  expect(of('forbidden')).toBeNull();
  expect(stepOfError(new Error('x'))).toBeNull();
});
