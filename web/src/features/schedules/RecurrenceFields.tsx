/** When a periodic job is due, as a form: one set of fields for each kind of period. */

import { NumberInput, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Cron, DiscreteHours, Minutes, MonthDay, Recurrence, RecurrenceType, Schedule } from '../../lib/schedule';
import { changeRecurrence } from './edit';
import { Days, Field, TimeField, useFieldProblem } from './parts';
import { weekday } from './words';

const PERIODS = ['minutes', 'hours', 'daily', 'weekly', 'monthly', 'cron'] as const;
type Period = (typeof PERIODS)[number];

const WAYS: Partial<Record<RecurrenceType, readonly RecurrenceType[]>> = {
  minutes: ['minutes', 'even_minutes'],
  even_minutes: ['minutes', 'even_minutes'],
  hours: ['hours', 'discrete_hours'],
  discrete_hours: ['hours', 'discrete_hours'],
};

function periodOf(type: RecurrenceType | undefined): Period | '' {
  if (type === 'even_minutes') return 'minutes';
  if (type === 'discrete_hours') return 'hours';
  return type ?? '';
}

type Change = (recurrence: Recurrence, field: string) => void;

export function RecurrenceFields({ schedule, onChange }: { schedule: Schedule; onChange: Change }) {
  const { t } = useTranslation();
  const rule = schedule.recurrence;
  const ways = rule ? WAYS[rule.type] : undefined;
  const turnTo = (type: RecurrenceType) => onChange(changeRecurrence(rule, type), 'recurrence');
  return (
    <>
      <Field field="recurrence.type" label={t('schedule.period')}>
        {() => (
          <SegmentedControl
            aria-label={t('schedule.period')}
            className="seg-fit"
            value={periodOf(rule?.type)}
            data={PERIODS.map((value) => ({ value, label: t(`schedule.period_${value}`) }))}
            onChange={(value) => turnTo(value as Period)}
          />
        )}
      </Field>
      {rule && ways && (
        <Field field="recurrence.way" label={t('schedule.way')} help={t(`schedule.way_help_${rule.type as 'hours'}`)}>
          {(id) => (
            <Select
              id={id}
              data={ways.map((value) => ({ value, label: t(`schedule.way_${value as 'hours'}`) }))}
              value={rule.type}
              onChange={(value) => value && turnTo(value as RecurrenceType)}
            />
          )}
        </Field>
      )}
      {rule && <RuleFields rule={rule} onChange={onChange} />}
    </>
  );
}

/** The time of day; it stands beside the zone that it is meant in. */
export function AtField({ schedule, onChange }: { schedule: Schedule; onChange: Change }) {
  const { t } = useTranslation();
  const rule = schedule.recurrence;
  if (schedule.type !== 'periodic' || rule === null || !('at' in rule)) return null;
  return (
    <TimeField
      field="recurrence.at"
      label={t('schedule.at')}
      value={rule.at}
      onChange={(at) => onChange({ ...rule, at }, 'recurrence.at')}
    />
  );
}

function RuleFields({ rule, onChange }: { rule: Recurrence; onChange: Change }) {
  const { t, i18n } = useTranslation();
  switch (rule.type) {
    case 'minutes':
    case 'even_minutes':
    case 'hours':
      return <RangeFields rule={rule} onChange={onChange} />;
    case 'discrete_hours':
      return <HoursFields rule={rule} onChange={onChange} />;
    case 'daily':
      return null;
    case 'weekly':
      return (
        <Days
          label={t('schedule.on_days')}
          field="recurrence.days"
          className="days-week"
          options={[1, 2, 3, 4, 5, 6, 7].map((value) => ({
            value,
            label: weekday(value, i18n.language, 'short'),
            name: weekday(value, i18n.language),
          }))}
          chosen={rule.days}
          onChange={(days) => onChange({ ...rule, days: [...days].sort((a, b) => a - b) }, 'recurrence.days')}
        />
      );
    case 'monthly':
      return (
        <Days<MonthDay>
          label={t('schedule.on_month_days')}
          field="recurrence.days"
          className="days-month"
          options={[
            ...Array.from({ length: 31 }, (_, i) => ({ value: i + 1, label: String(i + 1) })),
            { value: 'L' as const, label: t('schedule.last'), name: t('schedule.last_day') },
          ]}
          chosen={rule.days}
          onChange={(days) => onChange({ ...rule, days: sortedDays(days) }, 'recurrence.days')}
        />
      );
    case 'cron':
      return <CronField rule={rule} onChange={onChange} />;
  }
}

const sortedDays = (days: readonly MonthDay[]): MonthDay[] => {
  const rank = (day: MonthDay) => (day === 'L' ? 32 : day);
  return [...days].sort((a, b) => rank(a) - rank(b));
};

const MOST: Readonly<Record<Minutes['type'], number>> = { minutes: 59, even_minutes: 1439, hours: 23 };

function RangeFields({ rule, onChange }: { rule: Minutes; onChange: Change }) {
  const { t } = useTranslation();
  return (
    <div className="fields">
      <Field field="recurrence.every" label={t('schedule.every')} className="f-time">
        {(id, error) => (
          <NumberInput
            id={id}
            value={rule.every}
            min={1}
            max={MOST[rule.type]}
            allowDecimal={false}
            clampBehavior="strict"
            error={Boolean(error)}
            suffix={rule.type === 'hours' ? t('schedule.hours_short') : t('schedule.minutes_short')}
            onChange={(value) =>
              typeof value === 'number' && value >= 1 && onChange({ ...rule, every: value }, 'recurrence.every')
            }
          />
        )}
      </Field>
      <TimeField
        field="recurrence.from"
        label={t('schedule.from_time')}
        value={rule.from}
        onChange={(from) => onChange({ ...rule, from }, 'recurrence.from')}
      />
      <TimeField
        field="recurrence.to"
        label={t('schedule.to_time')}
        value={rule.to}
        onChange={(to) => onChange({ ...rule, to }, 'recurrence.to')}
      />
    </div>
  );
}

function HoursFields({ rule, onChange }: { rule: DiscreteHours; onChange: Change }) {
  const { t } = useTranslation();
  return (
    <>
      <Days
        label={t('schedule.at_hours')}
        field="recurrence.hours"
        className="days-hours"
        options={Array.from({ length: 24 }, (_, value) => ({ value, label: String(value).padStart(2, '0') }))}
        chosen={rule.hours}
        onChange={(hours) => onChange({ ...rule, hours: [...hours].sort((a, b) => a - b) }, 'recurrence.hours')}
      />
      <Field field="recurrence.minute" label={t('schedule.at_minute')} className="f-time">
        {(id, error) => (
          <NumberInput
            id={id}
            value={rule.minute}
            min={0}
            max={59}
            allowDecimal={false}
            clampBehavior="strict"
            error={Boolean(error)}
            onChange={(value) => typeof value === 'number' && onChange({ ...rule, minute: value }, 'recurrence.minute')}
          />
        )}
      </Field>
    </>
  );
}

function CronField({ rule, onChange }: { rule: Cron; onChange: Change }) {
  const { t } = useTranslation();
  const problem = useFieldProblem('recurrence.expression');
  const column = problem?.column ?? null;
  const { expression } = rule;
  return (
    <Field field="recurrence.expression" label={t('schedule.cron')} help={t('schedule.cron_help')}>
      {(id, error) => (
        <>
          <TextInput
            id={id}
            value={expression}
            error={Boolean(error)}
            placeholder="0 0 2 * * ?"
            maxLength={500}
            spellCheck={false}
            autoComplete="off"
            classNames={{ input: 'mono' }}
            onChange={(event) => onChange({ ...rule, expression: event.currentTarget.value }, 'recurrence.expression')}
          />
          {error && column !== null && column <= expression.length && (
            <span className="mono cron-mark" aria-hidden="true">
              {expression.slice(0, column - 1)}
              <mark>{expression[column - 1]}</mark>
              {expression.slice(column)}
            </span>
          )}
        </>
      )}
    </Field>
  );
}
