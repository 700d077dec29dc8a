import { expect, test } from 'vitest';
import { countWorking, daysOf, sameOverrides, toggled, weekdayOf, works } from './year';

test('a week from Monday to Friday leaves out the weekend', () => {
  expect(weekdayOf('2026-11-22')).toBe(7);
  expect(works('2026-11-22', 'MON_FRI', {})).toBe(false);
  expect(works('2026-11-22', 'MON_SUN', {})).toBe(true);
  expect(works('2026-11-22', 'MON_FRI', { '2026-11-22': true })).toBe(true);
});

test('toggling a day twice leaves no entry', () => {
  const once = toggled('2026-12-25', 'MON_FRI', {});
  expect(once).toEqual({ '2026-12-25': false });
  expect(toggled('2026-12-25', 'MON_FRI', once)).toEqual({});
});

test('toggling a day that was set to what its week says anyway sets it to the other', () => {
  expect(toggled('2026-12-25', 'MON_FRI', { '2026-12-25': true })).toEqual({ '2026-12-25': false });
});

test('months have their days, in leap years too', () => {
  expect(daysOf(2028, 2)).toHaveLength(29);
  expect(daysOf(2026, 12).at(-1)).toBe('2026-12-31');
  expect(countWorking(daysOf(2026, 11), 'MON_FRI', {})).toBe(21);
});

test('overrides are compared by what they say', () => {
  expect(sameOverrides({ a: true }, { a: true })).toBe(true);
  expect(sameOverrides({ a: true }, { a: false })).toBe(false);
  expect(sameOverrides({ a: true }, {})).toBe(false);
});
