/** The settings of a schedule: what makes the job due, and how its instances follow one another. */

import { NumberInput, SegmentedControl, Select, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schedule } from '../../lib/schedule';
import { useCalendars, useSchedulingSettings, useTaskGroups } from './api';
import { Field, WallTimeField, ZoneSelect } from './parts';
import { AtField, RecurrenceFields } from './RecurrenceFields';

export type ChangeSchedule = (patch: Partial<Schedule>, field: string) => void;

interface FormProps {
  schedule: Schedule;
  /** The zone that holds, be it the schedule's own or the workspace's. */
  zone: string;
  onChange: ChangeSchedule;
}

const WORKSPACE_ZONE = '';

export function ScheduleForm({
  dryRun,
  onDryRun,
  ...props
}: FormProps & { dryRun: boolean; onDryRun: (dryRun: boolean) => void }) {
  const { schedule } = props;
  return (
    <div className="schedule-fields">
      <TypeFields {...props} />
      {schedule.type === 'periodic' && (
        <RecurrenceFields schedule={schedule} onChange={(recurrence, field) => props.onChange({ recurrence }, field)} />
      )}
      <PlaceFields {...props} />
      <div className="hr" />
      <FollowFields {...props} />
      <Switches {...props} dryRun={dryRun} onDryRun={onDryRun} />
    </div>
  );
}

function TypeFields({ schedule, onChange }: FormProps) {
  const { t } = useTranslation();
  return (
    <div className="fields">
      <Field field="type" label={t('schedule.type')} help={t('schedule.no_event')}>
        {() => (
          <SegmentedControl
            aria-label={t('schedule.type')}
            className="seg-fit"
            value={schedule.type}
            data={[
              { value: 'once', label: t('schedule.type_once') },
              { value: 'periodic', label: t('schedule.type_periodic') },
              { value: 'event', label: t('schedule.type_event'), disabled: true },
            ]}
            onChange={(value) => onChange({ type: value as Schedule['type'] }, 'type')}
          />
        )}
      </Field>
      {schedule.type === 'periodic' && (
        <Field field="misfire" label={t('schedule.misfire')} className="grow">
          {(id) => (
            <Select
              id={id}
              data={(['all', 'latest', 'none'] as const).map((value) => ({
                value,
                label: t(`schedule.misfire_${value}`),
              }))}
              value={schedule.misfire}
              onChange={(value) => onChange({ misfire: value as Schedule['misfire'] }, 'misfire')}
            />
          )}
        </Field>
      )}
      {schedule.type === 'periodic' && schedule.misfire === 'all' && (
        <Field field="misfire_cap" label={t('schedule.misfire_cap')} className="f-small">
          {(id, error) => (
            <NumberInput
              id={id}
              value={schedule.misfire_cap}
              min={1}
              max={10_000}
              thousandSeparator=","
              allowDecimal={false}
              error={Boolean(error)}
              onChange={(value) => typeof value === 'number' && onChange({ misfire_cap: value }, 'misfire_cap')}
            />
          )}
        </Field>
      )}
    </div>
  );
}

/** A list to choose from by name; a name that is not in it is kept and said to be missing. */
function NameSelect(props: {
  id: string;
  value: string | null;
  none: string;
  error: boolean;
  items: readonly { name: string; label: string }[] | undefined;
  onChange: (value: string | null) => void;
}) {
  const { t } = useTranslation();
  const { value } = props;
  const items = (props.items ?? []).map(({ name, label }) => ({ value: name, label }));
  const missing = value !== null && !items.some((item) => item.value === value);
  const unknown = props.items ? t('form.unknown_reference', { name: value ?? '' }) : (value ?? '');
  return (
    <Select
      id={props.id}
      data={[{ value: '', label: props.none }, ...items, ...(missing ? [{ value, label: unknown }] : [])]}
      value={value ?? ''}
      searchable={items.length > 8}
      error={props.error}
      onChange={(next) => props.onChange(next || null)}
    />
  );
}

function PlaceFields({ schedule, zone, onChange }: FormProps) {
  const { t } = useTranslation();
  const calendars = useCalendars().data;
  return (
    <>
      <div className="fields">
        <AtField schedule={schedule} onChange={(recurrence, field) => onChange({ recurrence }, field)} />
        <Field field="zone" label={t('schedule.zone')} className="grow">
          {(id, error) => (
            <ZoneSelect
              id={id}
              value={schedule.zone ?? WORKSPACE_ZONE}
              first={[
                {
                  value: WORKSPACE_ZONE,
                  label: schedule.zone === null ? t('schedule.workspace_zone', { zone }) : t('schedule.as_workspace'),
                },
              ]}
              error={Boolean(error)}
              onChange={(next) => onChange({ zone: next || null }, 'zone')}
            />
          )}
        </Field>
        {schedule.type === 'periodic' && (
          <Field field="calendar" label={t('schedule.calendar')} className="grow">
            {(id, error) => (
              <NameSelect
                id={id}
                value={schedule.calendar}
                none={t('schedule.every_day')}
                error={Boolean(error)}
                items={calendars?.map(({ name }) => ({ name, label: name }))}
                onChange={(calendar) => onChange({ calendar }, 'calendar')}
              />
            )}
          </Field>
        )}
      </div>
      {schedule.type === 'periodic' && (
        <div className="fields">
          <WallTimeField
            field="start"
            label={t('schedule.from')}
            value={schedule.start}
            placeholder={t('schedule.at_once')}
            onChange={(start) => onChange({ start }, 'start')}
          />
          <WallTimeField
            field="end"
            label={t('schedule.to')}
            value={schedule.end}
            placeholder={t('schedule.no_end')}
            onChange={(end) => onChange({ end }, 'end')}
          />
        </div>
      )}
    </>
  );
}

const FOLLOW = {
  independent: { self_dependent: false, skip_to_latest: false },
  // Each waits for the one before it, so more than one at once cannot be.
  self: { self_dependent: true, skip_to_latest: false, concurrency: 1 },
  latest: { self_dependent: false, skip_to_latest: true },
} as const;
type Follow = keyof typeof FOLLOW;

const OFTEN = new Set(['minutes', 'even_minutes', 'hours', 'discrete_hours', 'cron']);

function FollowFields({ schedule, onChange }: FormProps) {
  const { t } = useTranslation();
  const groups = useTaskGroups().data;
  const limit = useSchedulingSettings().data?.limits.concurrency ?? 5;
  const follow: Follow = schedule.self_dependent ? 'self' : schedule.skip_to_latest ? 'latest' : 'independent';
  const often = OFTEN.has(schedule.recurrence?.type ?? '');
  return (
    <div className="fields">
      {schedule.type === 'periodic' && (
        <>
          <Field
            field={follow === 'latest' ? 'skip_to_latest' : 'self_dependent'}
            label={t('schedule.follow')}
            className="grow"
            help={t(`schedule.follow_help_${follow}`)}
          >
            {(id, error) => (
              <Select
                id={id}
                data={(['independent', 'self', 'latest'] as const).map((value) => ({
                  value,
                  label: t(value === 'latest' && !often ? 'schedule.follow_latest_not' : `schedule.follow_${value}`),
                  disabled: value === 'latest' && !often,
                }))}
                value={follow}
                error={Boolean(error)}
                onChange={(value) => onChange(FOLLOW[value as Follow], 'self_dependent')}
              />
            )}
          </Field>
          <Field
            field="concurrency"
            label={t('schedule.concurrency')}
            className="f-number"
            help={follow === 'self' ? t('schedule.concurrency_fixed') : t('schedule.concurrency_most', { limit })}
          >
            {(id, error) => (
              <NumberInput
                id={id}
                value={follow === 'self' ? 1 : schedule.concurrency}
                min={1}
                max={limit}
                allowDecimal={false}
                disabled={follow === 'self'}
                error={Boolean(error)}
                onChange={(value) =>
                  typeof value === 'number' && value >= 1 && onChange({ concurrency: value }, 'concurrency')
                }
              />
            )}
          </Field>
        </>
      )}
      <Field field="task_group" label={t('schedule.task_group')} className="grow">
        {(id, error) => (
          <NameSelect
            id={id}
            value={schedule.task_group}
            none={t('schedule.no_group')}
            error={Boolean(error)}
            items={groups?.map(({ name, max }) => ({ name, label: `${name}, ${max}` }))}
            onChange={(task_group) => onChange({ task_group }, 'task_group')}
          />
        )}
      </Field>
    </div>
  );
}

function Switches({
  schedule,
  onChange,
  dryRun,
  onDryRun,
}: FormProps & { dryRun: boolean; onDryRun: (dryRun: boolean) => void }) {
  const { t } = useTranslation();
  return (
    <div className="schedule-switches">
      {schedule.type === 'periodic' && (
        <SwitchRow
          label={t('schedule.confirm')}
          help={t('schedule.confirm_help')}
          checked={schedule.confirm}
          onChange={(confirm) => onChange({ confirm }, 'confirm')}
        />
      )}
      <SwitchRow label={t('schedule.dry_run')} help={t('schedule.dry_run_help')} checked={dryRun} onChange={onDryRun} />
      {schedule.type === 'periodic' && <ClearWaiting schedule={schedule} onChange={onChange} />}
    </div>
  );
}

function SwitchRow(props: { label: string; help: string; checked: boolean; onChange: (checked: boolean) => void }) {
  return (
    <div className="switchrow">
      <Switch
        label={props.label}
        checked={props.checked}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      <span className="t3 s12">{props.help}</span>
    </div>
  );
}

function ClearWaiting({ schedule, onChange }: { schedule: Schedule; onChange: ChangeSchedule }) {
  const { t } = useTranslation();
  const days = useSchedulingSettings().data?.clear_waiting_days ?? 60;
  return (
    <div className="fields">
      <Field
        field="clear_waiting"
        label={t('schedule.clear')}
        className="grow"
        help={schedule.clear_waiting === 'no' ? t('schedule.clear_help_no') : t('schedule.clear_help')}
      >
        {(id) => (
          <Select
            id={id}
            data={[
              { value: 'workspace', label: t('schedule.clear_workspace', { count: days }) },
              { value: 'yes', label: t('schedule.clear_yes') },
              { value: 'no', label: t('schedule.clear_no') },
            ]}
            value={schedule.clear_waiting}
            onChange={(value) => onChange({ clear_waiting: value as Schedule['clear_waiting'] }, 'clear_waiting')}
          />
        )}
      </Field>
      {schedule.clear_waiting === 'yes' && (
        <Field field="clear_days" label={t('schedule.clear_days')} className="f-number">
          {(id, error) => (
            <NumberInput
              id={id}
              value={schedule.clear_days ?? ''}
              placeholder={String(days)}
              min={2}
              max={10_000}
              allowDecimal={false}
              error={Boolean(error)}
              onChange={(value) => onChange({ clear_days: typeof value === 'number' ? value : null }, 'clear_days')}
            />
          )}
        </Field>
      )}
    </div>
  );
}
