/** Days as texts `2026-11-22`, counted without a zone. */

import { instantOf } from '../../../lib/wallTime';

const DAY_MS = 86_400_000;

const asUtc = (day: string) => Date.parse(`${day}T00:00:00Z`);
const asDay = (at: number) => new Date(at).toISOString().slice(0, 10);

export function plusDays(day: string, count: number): string {
  return asDay(asUtc(day) + count * DAY_MS);
}

/** The Monday that a month's six weeks begin with; `month` is `2026-11`. */
export function gridStart(month: string): string {
  const first = `${month}-01`;
  const weekday = (new Date(asUtc(first)).getUTCDay() + 6) % 7;
  return plusDays(first, -weekday);
}

export function plusMonths(month: string, count: number): string {
  const [year = 1970, number = 1] = month.split('-').map(Number);
  return asDay(Date.UTC(year, number - 1 + count, 1)).slice(0, 7);
}

/** Whether a text is a day that exists. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(asUtc(text)) && asDay(asUtc(text)) === text;
}

export function isMonth(text: string): boolean {
  return isDay(`${text}-01`);
}

/** From the first instant of a day in a zone up to that of the next. */
export function spanOf(day: string, zone: string): { from: string; until: string } {
  return { from: instantOf(`${day}T00:00:00`, zone), until: instantOf(`${plusDays(day, 1)}T00:00:00`, zone) };
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs more than a hundred uses of it, and a year has 365 names. */
function formatOf(locale: string, style: 'full' | 'month'): Intl.DateTimeFormat {
  const key = `${locale} ${style}`;
  const known = FORMATS.get(key);
  if (known) return known;
  const options: Intl.DateTimeFormatOptions =
    style === 'full'
      ? { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }
      : { month: 'long', year: 'numeric' };
  const made = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
  FORMATS.set(key, made);
  return made;
}

export function dayName(day: string, language: string, style: 'full' | 'month'): string {
  return formatOf(language === 'zh' ? 'zh-CN' : 'en-GB', style).format(asUtc(day));
}
