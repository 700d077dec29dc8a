/** The days of a year as the form has them, before they are saved. */

import type { WorkingDays } from './api';

export type Overrides = Readonly<Record<string, boolean>>;

const DAY_MS = 86_400_000;
const FRIDAY = 5;

/** 1 is Monday. */
export function weekdayOf(day: string): number {
  return ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
}

export function byWeek(day: string, week: WorkingDays): boolean {
  return week === 'MON_SUN' || weekdayOf(day) <= FRIDAY;
}

export function works(day: string, week: WorkingDays, overrides: Overrides): boolean {
  return overrides[day] ?? byWeek(day, week);
}

/** The other way round; a day that is then as its week says has no entry any more. */
export function toggled(day: string, week: WorkingDays, overrides: Overrides): Overrides {
  const { [day]: _old, ...rest } = overrides;
  const next = !works(day, week, overrides);
  return next === byWeek(day, week) ? rest : { ...rest, [day]: next };
}

/** The days of a month of a year; `month` is 1 to 12. */
export function daysOf(year: number, month: number): string[] {
  const first = Date.UTC(year, month - 1, 1);
  const count = Math.round((Date.UTC(year, month, 1) - first) / DAY_MS);
  return Array.from({ length: count }, (_, index) => new Date(first + index * DAY_MS).toISOString().slice(0, 10));
}

export function countWorking(days: readonly string[], week: WorkingDays, overrides: Overrides): number {
  return days.filter((day) => works(day, week, overrides)).length;
}

export function sameOverrides(one: Overrides, other: Overrides): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((day) => one[day] === other[day]);
}
