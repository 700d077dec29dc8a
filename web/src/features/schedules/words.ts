/** The schedule said back in one or a few sentences. What stands between `**` is shown in bold. */

import type { TFunction } from 'i18next';
import type { Recurrence, Schedule } from '../../lib/schedule';

const MAX_LISTED = 6;
/** Stands for a `*` of a name, so that only the marks of the texts make something bold. */
const STAR = '\u0001';

export interface Part {
  readonly text: string;
  readonly bold: boolean;
}

/** What a cron expression means, as the server says it; `wrong`, or null while it has not said it yet. */
export type CronWords = { readonly words: string } | 'wrong' | null;

export interface Speech {
  readonly t: TFunction;
  readonly language: string;
  readonly cron?: CronWords;
}

/** A sentence as pieces to show; names may hold any sign. */
export function partsOf(marked: string): Part[] {
  return marked
    .split('**')
    .map((text, index) => ({ text: text.replaceAll(STAR, '*'), bold: index % 2 === 1 }))
    .filter((part) => part.text !== '');
}

const safe = (name: string) => name.replaceAll('*', STAR);
const localeOf = (language: string) => (language === 'zh' ? 'zh-CN' : 'en-GB');
const two = (value: number) => String(value).padStart(2, '0');
const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const timeOf = (minute: number) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;

function list(items: readonly string[], { language }: Speech): string {
  return new Intl.ListFormat(localeOf(language), { type: 'conjunction' }).format(items);
}

export function weekday(day: number, language: string, width: 'long' | 'short' = 'long'): string {
  // 1 January 2024 was a Monday.
  return new Intl.DateTimeFormat(localeOf(language), { weekday: width, timeZone: 'UTC' }).format(
    Date.UTC(2024, 0, day),
  );
}

function wallDate(stored: string, language: string): string {
  const at = new Date(/(?:Z|[+-]\d\d:\d\d)$/.test(stored) ? stored : `${stored}Z`);
  const time = stored.slice(11, 16);
  const day = new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'long', timeZone: 'UTC' }).format(at);
  return time === '00:00' || time === '' ? day : `${day} ${time}`;
}

function steps(from: number, to: number, by: number): number[] {
  const out: number[] = [];
  for (let at = from; at <= to && by > 0; at += by) out.push(at);
  return out;
}

type Ranged = Extract<Recurrence, { from: string }>;

function everyMinutes(rule: Ranged, speech: Speech): string {
  const { t } = speech;
  const { every, from, to } = rule;
  const first = minuteOf(from) % 60;
  const marks = steps(first, 59, every);
  const whole = from.startsWith('00:') && to === '23:59';
  const range = whole ? '' : t('say.range', { from, to });
  const even = first === 0 && 60 % every === 0;
  if (even) return t('say.minutes', { count: every }) + range;
  if (marks.length > MAX_LISTED) return t('say.minutes_anew', { every, minute: two(first) }) + range;
  return t('say.at_minutes', { count: marks.length, minutes: list(marks.map(two), speech) }) + range;
}

function everyHours({ every, from, to }: Ranged, speech: Speech): string {
  const { t } = speech;
  const slots = steps(minuteOf(from), minuteOf(to), 60 * every);
  if (slots.length > 0 && slots.length <= MAX_LISTED) return t('say.at', { times: list(slots.map(timeOf), speech) });
  const text = t('say.hours', { count: every });
  if (every === 1 && from === '00:00' && slots.length === 24) return text;
  return text + t('say.range', { from, to: timeOf(slots.at(-1) ?? minuteOf(to)) });
}

const numbers = (values: readonly number[]) => [...values].sort((a, b) => a - b);

/** When it runs, or null while that is not chosen yet. */
function when(rule: Recurrence | null, speech: Speech): string | null {
  const { t, language } = speech;
  switch (rule?.type) {
    case undefined:
      return null;
    case 'minutes':
      return everyMinutes(rule, speech);
    case 'even_minutes':
      return t('say.even_minutes', { count: rule.every, from: rule.from, to: rule.to });
    case 'hours':
      return everyHours(rule, speech);
    case 'discrete_hours': {
      const times = numbers(rule.hours).map((hour) => timeOf(hour * 60 + rule.minute));
      return times.length === 0 ? null : t('say.at', { times: list(times, speech) });
    }
    case 'daily':
      return t('say.daily', { at: rule.at });
    case 'weekly': {
      if (rule.days.length === 7) return t('say.daily', { at: rule.at });
      const days = list(
        numbers(rule.days).map((day) => weekday(day, language)),
        speech,
      );
      return rule.days.length === 0 ? null : t('say.weekly', { days, at: rule.at });
    }
    case 'monthly': {
      const days = numbers(rule.days.filter((day) => day !== 'L')).map((day) => t('say.day', { day }));
      if (rule.days.includes('L')) days.push(t('say.last_day'));
      return days.length === 0 ? null : t('say.monthly', { days: list(days, speech), at: rule.at });
    }
    case 'cron':
      return rule.expression.trim() === '' ? null : t('say.cron', { expression: safe(rule.expression.trim()) });
  }
}

function window({ start, end }: Schedule, { t, language }: Speech): string {
  const from = start === null ? '' : wallDate(start, language);
  const to = end === null ? '' : wallDate(end, language);
  if (from && to) return t('say.from_to', { from, to });
  if (from) return t('say.from', { from });
  return to ? t('say.to', { to }) : '';
}

/** The words for a cron expression in the server's sentence of the schedule, which goes on with zone and bounds. */
export function cronWords(sentence: string, zone: string): CronWords {
  if (sentence === '') return null;
  const end = sentence.lastIndexOf(`, ${zone}, `);
  if (end <= 0 || sentence.includes('which cannot be read')) return 'wrong';
  const words = sentence.slice(0, end);
  return { words: words.charAt(0).toLowerCase() + words.slice(1) };
}

function cronMain(typed: string, schedule: Schedule, zone: string, speech: Speech): string {
  const { t, cron } = speech;
  const expression = safe(typed);
  if (cron === 'wrong') return t('say.cron_wrong', { expression });
  if (!cron) return t('say.cron_asked', { expression, zone: safe(zone) });
  return t('say.periodic', { when: safe(cron.words), zone: safe(zone), window: window(schedule, speech) });
}

function main(schedule: Schedule, zone: string, speech: Speech): string {
  const { t } = speech;
  if (schedule.type === 'once') return t('say.once');
  if (schedule.type === 'event') return t('say.event');
  const time = when(schedule.recurrence, speech);
  if (time === null) return t('say.never');
  const rule = schedule.recurrence;
  if (rule?.type === 'cron') return cronMain(rule.expression.trim(), schedule, zone, speech);
  return t('say.periodic', { when: time, zone: safe(zone), window: window(schedule, speech) });
}

function waits(schedule: Schedule, speech: Speech): string[] {
  const { t } = speech;
  const jobs = new Set(schedule.depends_on.map((one) => `${one.workspace ?? ''}/${one.job}`)).size;
  const out: string[] = [];
  if (jobs > 0) out.push(t('say.jobs', { count: jobs }));
  if (schedule.self_dependent) out.push(t('say.own_previous'));
  if (schedule.confirm) out.push(t('say.confirmation'));
  if (schedule.listening) out.push(t('say.object', { path: safe(schedule.listening.path) }));
  return out.length === 0 ? [] : [t('say.waits', { what: list(out, speech) })];
}

/** When another job is due, in a few words; its zone only where it is not `here`. */
export function shortly(schedule: Schedule, zone: string, here: string, speech: Speech): string {
  const { t } = speech;
  if (schedule.type !== 'periodic') return t(`schedule.type_${schedule.type}`);
  const time = when(schedule.recurrence, speech)?.replaceAll(STAR, '*') ?? t('say.short_never');
  return zone === here ? time : t('say.short_zone', { when: time, zone });
}

/** All of it; `zone` is the one that holds, be it the schedule's own or the workspace's. */
export function sentence(schedule: Schedule, zone: string, dryRun: boolean, speech: Speech): Part[] {
  const { t } = speech;
  const out = [main(schedule, zone, speech)];
  const periodic = schedule.type === 'periodic';
  if (dryRun) out.push(t('say.dry_run'));
  else if (periodic && schedule.calendar) out.push(t('say.calendar', { calendar: safe(schedule.calendar) }));
  if (periodic) out.push(...waits(schedule, speech));
  if (periodic && !schedule.self_dependent && schedule.concurrency > 1)
    out.push(t('say.at_once', { count: schedule.concurrency }));
  if (periodic && schedule.skip_to_latest) out.push(t('say.skip'));
  if (periodic && schedule.misfire !== 'all') out.push(t(`say.misfire_${schedule.misfire}`));
  return partsOf(out.join(t('say.gap')));
}
