/** Fields that only schedules have: times of day, wall times, days to choose, and how errors find their field. */

import { Select, TextInput } from '@mantine/core';
import { Calendar, Clock } from 'lucide-react';
import { type ReactNode, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../api/types';
import { useDesigner } from '../../designer/context';
import { FieldFrame } from '../../forms/FieldFrame';
import { readTime, readWallTime, wallTime } from './edit';

/** `schedule.depends_on.2.job` and `schedule.depends_on[2].job` are one field. */
const plain = (field: string) => field.replaceAll('[', '.').replaceAll(']', '');

export function useScheduleProblems(): readonly (Problem & { readonly path: string })[] {
  const { problems } = useDesigner();
  return problems.flatMap((problem) => {
    const path = problem.node_id === null && problem.field !== null ? plain(problem.field) : '';
    return path === 'schedule' || path.startsWith('schedule.') ? [{ ...problem, path }] : [];
  });
}

/** The first problem of a field or of what is inside it. */
export function useFieldProblem(field: string): Problem | undefined {
  const path = `schedule.${field}`;
  return useScheduleProblems().find((problem) => problem.path === path || problem.path.startsWith(`${path}.`));
}

/** Why a dependency cannot be as it is: the server's word on the pair of periods, or a problem of the entry. */
export function useRefusal(index: number, preview: { readonly refusal: string | null } | undefined): string | null {
  const path = `schedule.depends_on.${index}`;
  const problem = useScheduleProblems().find((one) => one.path === path || one.path.startsWith(`${path}.`));
  return preview?.refusal ?? problem?.message ?? null;
}

interface FieldProps {
  field: string;
  label: string;
  help?: string;
  className?: string;
  children: (id: string, error: string | undefined) => ReactNode;
}

/** A label, its control and, below it, what is wrong with the field. */
export function Field({ field, label, help, className = '', children }: FieldProps) {
  const id = useId();
  const problem = useFieldProblem(field);
  const error = problem?.severity === 'error' ? problem.message : undefined;
  const hint = problem && !error ? problem.message : help;
  return (
    <div className={className} data-field={field}>
      <FieldFrame label={label} forId={id} error={error} help={hint}>
        {children(id, error)}
      </FieldFrame>
    </div>
  );
}

interface TimeFieldProps {
  field: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
}

export function TimeField({ field, label, value, onChange }: TimeFieldProps) {
  const { t } = useTranslation();
  const [text, setText] = useState<string | null>(null);
  const bad = text !== null && readTime(text) === null;
  return (
    <Field field={field} label={label} className="f-time" help={bad ? t('schedule.bad_time') : undefined}>
      {(id, error) => (
        <TextInput
          id={id}
          value={text ?? value}
          error={Boolean(error) || bad}
          leftSection={<Clock size={14} aria-hidden="true" />}
          maxLength={5}
          inputMode="numeric"
          autoComplete="off"
          classNames={{ input: 'tn' }}
          onChange={(event) => {
            const next = event.currentTarget.value;
            setText(next);
            const time = readTime(next);
            if (time !== null && time !== value) onChange(time);
          }}
          onBlur={() => setText(null)}
        />
      )}
    </Field>
  );
}

interface WallTimeFieldProps {
  field: string;
  label: string;
  value: string | null;
  placeholder: string;
  className?: string;
  onChange: (value: string | null) => void;
}

/** A day and a time as text; the button opens the calendar of the browser. */
export function WallTimeField({ field, label, value, placeholder, className, onChange }: WallTimeFieldProps) {
  const { t } = useTranslation();
  const [text, setText] = useState<string | null>(null);
  const picker = useRef<HTMLInputElement>(null);
  const bad = text !== null && text.trim() !== '' && readWallTime(text) === null;
  const write = (next: string) => {
    const time = next.trim() === '' ? null : readWallTime(next);
    if ((time !== null || next.trim() === '') && time !== value) onChange(time);
  };
  return (
    <Field
      field={field}
      label={label}
      className={className ?? 'grow'}
      help={bad ? t('schedule.bad_wall_time') : undefined}
    >
      {(id, error) => (
        <TextInput
          id={id}
          value={text ?? wallTime(value)}
          error={Boolean(error) || bad}
          placeholder={placeholder}
          autoComplete="off"
          maxLength={16}
          classNames={{ input: 'tn' }}
          leftSection={
            <span className="pickday">
              <input
                ref={picker}
                type="datetime-local"
                tabIndex={-1}
                aria-hidden="true"
                value={value?.slice(0, 16) ?? ''}
                onChange={(event) => write(event.currentTarget.value)}
              />
              <button
                type="button"
                tabIndex={-1}
                aria-label={t('schedule.pick_day', { label })}
                title={t('schedule.pick_day', { label })}
                onClick={() => picker.current?.showPicker()}
              >
                <Calendar size={14} aria-hidden="true" />
              </button>
            </span>
          }
          onChange={(event) => {
            setText(event.currentTarget.value);
            write(event.currentTarget.value);
          }}
          onBlur={() => setText(null)}
        />
      )}
    </Field>
  );
}

interface DaysProps<T extends string | number> {
  label: string;
  field: string;
  className: string;
  options: readonly { value: T; label: string; name?: string }[];
  chosen: readonly T[];
  onChange: (chosen: T[]) => void;
}

/** Buttons that are pressed or not: weekdays, days of the month, hours. */
export function Days<T extends string | number>({ label, field, className, options, chosen, onChange }: DaysProps<T>) {
  const problem = useFieldProblem(field);
  return (
    <fieldset className={`days ${className}`} data-field={field}>
      <legend className="lab">{label}</legend>
      <div className="days-grid">
        {options.map((option) => {
          const on = chosen.includes(option.value);
          return (
            <button
              key={option.value}
              type="button"
              className={`day tn ${on ? 'on' : ''}`}
              aria-pressed={on}
              aria-label={option.name}
              title={option.name}
              onClick={() => onChange(on ? chosen.filter((one) => one !== option.value) : [...chosen, option.value])}
            >
              {option.label}
            </button>
          );
        })}
      </div>
      {problem && (
        <span className={`hint ${problem.severity === 'error' ? 'st-failed' : 'st-warning'}`} role="alert">
          {problem.message}
        </span>
      )}
    </fieldset>
  );
}

/** Names of today for zones that browsers list by an older one only. */
const RENAMED = [
  'Africa/Asmara',
  'America/Argentina/Buenos_Aires',
  'America/Argentina/Catamarca',
  'America/Argentina/Cordoba',
  'America/Argentina/Jujuy',
  'America/Argentina/Mendoza',
  'America/Atikokan',
  'America/Indiana/Indianapolis',
  'America/Kentucky/Louisville',
  'America/Nuuk',
  'Asia/Ho_Chi_Minh',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Asia/Yangon',
  'Atlantic/Faroe',
  'Europe/Kyiv',
  'Pacific/Chuuk',
  'Pacific/Kanton',
  'Pacific/Pohnpei',
];
const ZONES = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), ...RENAMED])].sort();

interface ZoneSelectProps {
  id?: string;
  label?: string;
  value: string;
  /** Choices before the zones, such as the one of the workspace. */
  first?: readonly { value: string; label: string }[];
  error?: boolean;
  onChange: (zone: string) => void;
}

export function ZoneSelect({ id, label, value, first = [], error, onChange }: ZoneSelectProps) {
  const { t } = useTranslation();
  const known = ZONES.includes(value) || first.some((one) => one.value === value);
  const names = known ? ZONES : [...ZONES, value];
  return (
    <Select
      id={id}
      aria-label={label}
      data={[...first, ...names.map((name) => ({ value: name, label: name }))]}
      value={value}
      error={error}
      searchable
      selectFirstOptionOnChange
      nothingFoundMessage={t('form.nothing_found')}
      onClick={(event) => event.currentTarget.select()}
      onChange={(next) => next !== null && onChange(next)}
    />
  );
}
