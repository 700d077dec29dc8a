import { expect, test } from 'vitest';
import { gridStart, isDay, isMonth, plusDays, plusMonths, spanOf } from './days';

test('six weeks begin with a Monday', () => {
  expect(gridStart('2026-11')).toBe('2026-10-26');
  expect(gridStart('2027-02')).toBe('2027-02-01');
  expect(gridStart('2026-03')).toBe('2026-02-23');
});

test('days and months go over the ends of years', () => {
  expect(plusDays('2027-12-31', 1)).toBe('2028-01-01');
  expect(plusDays('2028-03-01', -1)).toBe('2028-02-29');
  expect(plusMonths('2026-12', 1)).toBe('2027-01');
  expect(plusMonths('2026-01', -13)).toBe('2024-12');
});

test('only days that exist are days', () => {
  expect(isDay('2026-02-29')).toBe(false);
  expect(isDay('2028-02-29')).toBe(true);
  expect(isMonth('2026-13')).toBe(false);
  expect(isDay('')).toBe(false);
});

test('a day of a clock change has 23 or 25 hours', () => {
  expect(spanOf('2026-03-29', 'Europe/Vienna')).toEqual({
    from: '2026-03-28T23:00:00.000Z',
    until: '2026-03-29T22:00:00.000Z',
  });
  expect(spanOf('2026-10-25', 'Europe/Vienna')).toEqual({
    from: '2026-10-24T22:00:00.000Z',
    until: '2026-10-25T23:00:00.000Z',
  });
});
