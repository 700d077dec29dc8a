import i18next from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import type { Recurrence, Schedule } from '../../lib/schedule';
import en from '../../locales/en.json';
import zh from '../../locales/zh.json';
import { fillSchedule } from './edit';
import { type CronWords, cronWords, partsOf, type Speech, sentence, shortly } from './words';

beforeAll(() =>
  i18next.init({
    resources: { en: { translation: en }, zh: { translation: zh } },
    lng: 'en',
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
  }),
);

const speech = (language: 'en' | 'zh'): Speech => ({ t: i18next.getFixedT(language), language });

function said(schedule: Partial<Schedule>, language: 'en' | 'zh' = 'en', dryRun = false): string {
  return sentence(fillSchedule(schedule), 'Europe/Vienna', dryRun, speech(language))
    .map((part) => part.text)
    .join('');
}

const runs = (recurrence: Recurrence) => /^Runs (.*), Europe\/Vienna\.$/.exec(said({ recurrence }))?.[1];

test('each recurrence says when it is due', () => {
  const range = { from: '00:00', to: '23:59' };
  expect(runs({ type: 'daily', at: '02:00' })).toBe('every day at 02:00');
  expect(runs({ type: 'minutes', every: 1, ...range })).toBe('every minute');
  expect(runs({ type: 'minutes', every: 15, ...range })).toBe('every 15 minutes');
  expect(runs({ type: 'hours', every: 1, ...range })).toBe('every hour');
  expect(runs({ type: 'hours', every: 6, from: '00:10', to: '23:59' })).toBe(
    'every day at 00:10, 06:10, 12:10 and 18:10',
  );
  expect(runs({ type: 'hours', every: 2, from: '01:00', to: '20:00' })).toBe('every 2 hours from 01:00 to 19:00');
  expect(runs({ type: 'discrete_hours', hours: [13, 1], minute: 5 })).toBe('every day at 01:05 and 13:05');
  expect(runs({ type: 'weekly', days: [5, 1], at: '06:30' })).toBe('every Monday and Friday at 06:30');
  expect(runs({ type: 'weekly', days: [1, 2, 3, 4, 5, 6, 7], at: '06:30' })).toBe('every day at 06:30');
  expect(runs({ type: 'monthly', days: ['L', 15, 1], at: '03:00' })).toBe(
    'on day 1, day 15 and the last day of every month at 03:00',
  );
});

test('a cron expression is said in the words of the server, and never said to run while it is wrong', () => {
  const schedule = fillSchedule({ recurrence: { type: 'cron', expression: '0 0 2 * * ?' } });
  const say = (cron: CronWords) =>
    sentence(schedule, 'Europe/Vienna', false, { ...speech('en'), cron })
      .map((part) => part.text)
      .join('');
  const words = cronWords(
    'Every day at 02:00 (cron 0 0 2 * * ?), Europe/Vienna, from its start without an end.',
    'Europe/Vienna',
  );
  expect(say(words)).toBe('Runs every day at 02:00 (cron 0 0 2 * * ?), Europe/Vienna.');
  expect(say(null)).toBe('Cron expression 0 0 2 * * ?, Europe/Vienna.');
  expect(say('wrong')).toMatch(/^The cron expression 0 0 2 \* \* \? is not right/);
  expect(cronWords('A cron expression with a mistake: too short', 'Europe/Vienna')).toBe('wrong');
  expect(
    cronWords("By the cron expression 'x', which cannot be read, UTC, from its start without an end.", 'UTC'),
  ).toBe('wrong');
});

test('minutes that begin anew in each hour are named, an even interval is said to cross hours (R4)', () => {
  expect(runs({ type: 'minutes', every: 50, from: '00:00', to: '23:59' })).toBe('at minutes 00 and 50 of every hour');
  expect(runs({ type: 'minutes', every: 30, from: '08:30', to: '18:00' })).toBe(
    'at minute 30 of every hour from 08:30 to 18:00',
  );
  expect(runs({ type: 'minutes', every: 7, from: '00:00', to: '23:59' })).toBe(
    'every 7 minutes from minute 00, beginning anew each hour',
  );
  expect(runs({ type: 'even_minutes', every: 50, from: '00:00', to: '23:59' })).toBe(
    'every 50 minutes across hours, from 00:00 to 23:59 of each day',
  );
});

test('what is not chosen yet is said, not guessed', () => {
  expect(said({ recurrence: { type: 'weekly', days: [], at: '02:00' } })).toContain('not chosen yet');
  expect(said({ recurrence: null })).toContain('not chosen yet');
});

test('window, calendar, waiting and what is left out', () => {
  const schedule: Partial<Schedule> = {
    recurrence: { type: 'daily', at: '02:00' },
    start: '2026-01-01T00:00:00',
    calendar: 'AT holidays',
    self_dependent: true,
    misfire: 'latest',
    depends_on: fillSchedule({ depends_on: [{ job: 'a' }, { job: 'b' }, { job: 'b' }] as never }).depends_on,
  };
  expect(said(schedule)).toBe(
    'Runs every day at 02:00, Europe/Vienna, from 1 January 2026 without an end. ' +
      'On days that are not working days in AT holidays it counts as successful without executing. ' +
      'Each instance waits for 2 jobs and its own previous instance. ' +
      'After an outage only the latest missed instance is made up.',
  );
  expect(said({ ...schedule, end: '2026-03-01T12:00:00' })).toContain('from 1 January 2026 until 1 March 2026 12:00.');
});

test('the same in Chinese, without gaps between sentences', () => {
  const text = said({ recurrence: { type: 'weekly', days: [1, 3], at: '06:30' }, confirm: true }, 'zh');
  expect(text).toContain('星期一和星期三');
  expect(text).toContain('06:30');
  expect(text).not.toMatch(/[A-Z][a-z]+s /);
  expect(text).not.toContain('。 ');
});

test('only the marks of the text make something bold, never those of a name', () => {
  const parts = sentence(
    fillSchedule({ recurrence: { type: 'daily', at: '02:00' }, calendar: '**bold** <b>' }),
    'UTC',
    false,
    speech('en'),
  );
  expect(parts.filter((part) => part.bold).map((part) => part.text)).toEqual([
    'every day at 02:00, UTC',
    'not working days',
  ]);
  expect(parts.map((part) => part.text).join('')).toContain('in **bold** <b> it counts');
  expect(partsOf('a **b** c')).toEqual([
    { text: 'a ', bold: false },
    { text: 'b', bold: true },
    { text: ' c', bold: false },
  ]);
});

test('another job is named by its times, with the zone only where it is another one', () => {
  const hourly = fillSchedule({ recurrence: { type: 'hours', every: 1, from: '00:10', to: '23:59' } });
  expect(shortly(hourly, 'UTC', 'UTC', speech('en'))).toBe('every hour from 00:10 to 23:10');
  expect(shortly(hourly, 'Asia/Tokyo', 'UTC', speech('en'))).toBe('every hour from 00:10 to 23:10, Asia/Tokyo');
  const cron = fillSchedule({ recurrence: { type: 'cron', expression: '0 0 2 * * ?' } });
  expect(shortly(cron, 'UTC', 'UTC', speech('en'))).toBe('by the cron expression 0 0 2 * * ?');
  expect(shortly(fillSchedule({ type: 'once' }), 'UTC', 'UTC', speech('zh'))).toBe('一次');
});
