import { expect, test } from 'vitest';
import { DocumentStore } from '../../designer/model/store';
import { fillDefinition } from '../../lib/definition';
import {
  changeRecurrence,
  changeSchedule,
  fillSchedule,
  newSchedule,
  readTime,
  readWallTime,
  scheduleOf,
} from './edit';

test('a change of the schedule is undone, dirty and saved like every other change', () => {
  let now = 0;
  const store = new DocumentStore(fillDefinition({ nodes: [] }), () => now);
  const put = (patch: object, field: string) =>
    store.run(changeSchedule(store.get().doc, { ...newSchedule(), ...patch }, field));
  put({}, 'new');
  put({ confirm: true }, 'confirm');
  put({ confirm: true, zone: 'UTC' }, 'zone');
  expect(store.get().dirty).toBe(true);
  expect(store.get().history.past.map((step) => step.command.object)).toEqual(['new', 'confirm', 'zone']);
  store.undo();
  expect(scheduleOf(store.get().doc)?.zone).toBe(null);
  store.undo();
  store.undo();
  expect(scheduleOf(store.get().doc)).toBe(null);
  expect(store.get().dirty).toBe(false);
  now = 10_000;
  store.redo();
  expect(scheduleOf(store.get().doc)?.recurrence).toEqual({ type: 'daily', at: '02:00' });
});

test('typing into one field of the schedule is one step', () => {
  const store = new DocumentStore(fillDefinition({ nodes: [] }), () => 5);
  for (const text of ['0', '0 0', '0 0 2'])
    store.run(
      changeSchedule(store.get().doc, { recurrence: { type: 'cron', expression: text } }, 'recurrence.expression'),
    );
  expect(store.get().history.past).toHaveLength(1);
});

test('what the server left out is filled, what the studio does not know is kept', () => {
  const raw = { recurrence: { type: 'minutes' }, later_field: 7, depends_on: [{ job: 'a' }] };
  const schedule = fillSchedule(raw as never);
  expect(schedule.recurrence).toEqual({ type: 'minutes', every: 30, from: '00:00', to: '23:59' });
  expect(schedule).toMatchObject({ later_field: 7, concurrency: 1, misfire: 'all' });
  expect(schedule.depends_on[0]).toMatchObject({ cycle: 'same', on_upstream_failure: 'cancel' });
});

test('another period keeps the time of day and the range', () => {
  const daily = { type: 'daily', at: '04:15' } as const;
  expect(changeRecurrence(daily, 'weekly')).toEqual({ type: 'weekly', days: [1], at: '04:15' });
  expect(changeRecurrence(daily, 'discrete_hours')).toEqual({ type: 'discrete_hours', hours: [4], minute: 15 });
  expect(changeRecurrence(daily, 'cron')).toEqual({ type: 'cron', expression: '0 15 4 * * ?' });
  const hours = { type: 'hours', every: 2, from: '08:00', to: '20:00' } as const;
  expect(changeRecurrence(hours, 'minutes')).toEqual({ type: 'minutes', every: 30, from: '08:00', to: '20:00' });
  expect(changeRecurrence({ type: 'discrete_hours', hours: [], minute: 5 }, 'daily')).toEqual({
    type: 'daily',
    at: '23:05',
  });
});

test('times are read as people write them', () => {
  expect(readTime('2:30')).toBe('02:30');
  expect(readTime('0230')).toBe('02:30');
  expect(readTime('24:00')).toBe(null);
  expect(readTime('2')).toBe(null);
  expect(readWallTime('2026-01-01')).toBe('2026-01-01T00:00:00');
  expect(readWallTime('2026-1-5 7:05')).toBe('2026-01-05T07:05:00');
  expect(readWallTime('2026-02-30')).toBe(null);
  expect(readWallTime('tomorrow')).toBe(null);
});
