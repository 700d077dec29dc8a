/** Plan times in two zones: the schedule's and the reader's. */

import type { Recurrence } from '../../lib/schedule';
import { clockFields as fields } from '../../lib/wallTime';

const STORED = 'millrace_zone';

export function storedZone(): string {
  return localStorage.getItem(STORED) ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

export function storeZone(zone: string): void {
  localStorage.setItem(STORED, zone);
}

const localeOf = (language: string) => (language === 'zh' ? 'zh-CN' : 'en-GB');

function day(iso: string, zone: string, language: string, now: number, weekday: 'short' | undefined): string {
  const year = fields(Date.parse(iso), zone).year !== fields(now, zone).year;
  return new Intl.DateTimeFormat(localeOf(language), {
    timeZone: zone,
    weekday,
    day: 'numeric',
    month: 'short',
    year: year ? 'numeric' : undefined,
  })
    .format(Date.parse(iso))
    .replace(',', '');
}

/** `Mon 23 Nov`, with the year when it is not the one of `now`. */
export function dayOf(iso: string, zone: string, language: string, now: number): string {
  return day(iso, zone, language, now, 'short');
}

/** `23 Nov 02:00`, with the year when it is not the one of `now`. */
export function momentOf(iso: string, zone: string, language: string, now: number): string {
  return `${day(iso, zone, language, now, undefined)} ${timeIn(iso, zone)}`;
}

export function timeIn(iso: string, zone: string): string {
  const f = fields(Date.parse(iso), zone);
  return f.second === '00' ? `${f.hour}:${f.minute}` : `${f.hour}:${f.minute}:${f.second}`;
}

/** `2026-11-23` */
export function dateIn(iso: string, zone: string): string {
  const f = fields(Date.parse(iso), zone);
  return `${f.year}-${f.month}-${f.day}`;
}

/** `+01:00` of a local time such as `2026-11-23T02:00:00+01:00`. */
export function offsetOf(local: string): string {
  return /(?:Z|[+-]\d\d:\d\d)$/.exec(local)?.[0].replace('Z', '+00:00') ?? '';
}

/** The times of day that a schedule names, where it names them: a plan time at another one was moved (R17). */
function namedTimes(rule: Recurrence): readonly string[] {
  if (rule.type === 'discrete_hours') {
    const two = (value: number) => String(value).padStart(2, '0');
    return rule.hours.map((hour) => `${two(hour)}:${two(rule.minute)}`);
  }
  return rule.type === 'daily' || rule.type === 'weekly' || rule.type === 'monthly' ? [rule.at] : [];
}

/** Whether a change of the clocks took the time of day away that the schedule names. */
export function isMoved(planTime: string, rule: Recurrence | null, zone: string): boolean {
  const named = rule ? namedTimes(rule) : [];
  return named.length > 0 && !named.includes(timeIn(planTime, zone));
}
