import { expect, test } from 'vitest';
import { instantOf } from '../../lib/wallTime';
import { dateIn, dayOf, isMoved, momentOf, offsetOf, timeIn } from './times';

test('a wall time is an instant of its zone', () => {
  expect(instantOf('2026-01-01T02:00:00', 'Europe/Vienna')).toBe('2026-01-01T01:00:00.000Z');
  expect(instantOf('2026-07-01T02:00:00', 'Europe/Vienna')).toBe('2026-07-01T00:00:00.000Z');
  expect(instantOf('2026-07-01T02:00:00', 'Asia/Kathmandu')).toBe('2026-06-30T20:15:00.000Z');
});

test('the hour that occurs twice is the first, the one that is missing is read with the earlier offset (R17, R18)', () => {
  expect(instantOf('2026-10-25T02:30:00', 'Europe/Vienna')).toBe('2026-10-25T00:30:00.000Z');
  expect(instantOf('2026-03-29T02:30:00', 'Europe/Vienna')).toBe('2026-03-29T01:30:00.000Z');
});

test('days and times are those of the zone', () => {
  const at = '2026-11-22T23:30:00Z';
  const now = Date.parse('2026-11-22T00:00:00Z');
  expect(dayOf(at, 'Europe/Vienna', 'en', now)).toBe('Mon 23 Nov');
  expect(dayOf(at, 'America/New_York', 'en', now)).toBe('Sun 22 Nov');
  expect(dayOf('2027-02-01T00:00:00Z', 'UTC', 'en', now)).toBe('Mon 1 Feb 2027');
  expect(timeIn(at, 'Europe/Vienna')).toBe('00:30');
  expect(momentOf(at, 'Europe/Vienna', 'en', now)).toBe('23 Nov 00:30');
  expect(dateIn(at, 'Europe/Vienna')).toBe('2026-11-23');
  expect(offsetOf('2026-11-23T00:30:00+01:00')).toBe('+01:00');
  expect(offsetOf('2026-11-23T00:30:00Z')).toBe('+00:00');
});

test('a plan time whose time of day the clocks skip is moved', () => {
  const daily = { type: 'daily', at: '02:30' } as const;
  expect(isMoved('2027-03-28T01:30:00Z', daily, 'Europe/Vienna')).toBe(true);
  expect(isMoved('2027-03-29T00:30:00Z', daily, 'Europe/Vienna')).toBe(false);
  const hours = { type: 'discrete_hours', hours: [2, 13], minute: 5 } as const;
  expect(isMoved('2027-03-28T01:05:00Z', hours, 'Europe/Vienna')).toBe(true);
  expect(isMoved('2027-03-28T11:05:00Z', hours, 'Europe/Vienna')).toBe(false);
  expect(isMoved('2027-03-28T01:30:00Z', { type: 'cron', expression: '0 30 2 * * ?' }, 'Europe/Vienna')).toBe(false);
});
