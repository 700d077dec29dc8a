/** Step 1: which plan times of the past. */

import { Button, NumberInput, SegmentedControl, Select, Switch } from '@mantine/core';
import { Plus, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Unit } from './api';
import { type Draft, PRESETS, presetRange } from './draft';
import { FieldError, Labeled, Section, type StepProps, useProblem } from './parts';

const UNITS: readonly Unit[] = ['hours', 'days', 'weeks', 'months'];
const TIMES: readonly Draft['times'][] = ['all', 'hours', 'every'];
const ABOUT_RANGES = new Set(['invalid_range', 'no_instances', 'too_many_instances']);

export function RangeStep({ draft, onChange, refusal, tried }: StepProps) {
  const { t } = useTranslation();
  const problem = useProblem(draft, 'range');
  const aboutRanges = refusal && ABOUT_RANGES.has(refusal.code);
  return (
    <>
      <Labeled
        className="pd-name"
        label={t('patchdata.name')}
        value={draft.name}
        onChange={(name) => onChange({ name })}
        error={tried ? problem('name') : undefined}
        testId="patchdata-name"
      />
      <Section title={t('patchdata.ranges')} help={t('patchdata.ranges_help')}>
        <Ranges draft={draft} onChange={onChange} problem={problem} />
        {aboutRanges && <FieldError>{refusal.text}</FieldError>}
        <Switch
          label={t('patchdata.reverse')}
          description={t('patchdata.reverse_help')}
          checked={draft.reverse}
          onChange={(event) => onChange({ reverse: event.currentTarget.checked })}
        />
      </Section>
      <Section title={t('patchdata.times')}>
        <SegmentedControl
          className="pd-fit"
          aria-label={t('patchdata.times')}
          data={TIMES.map((value) => ({ value, label: t(`patchdata.times_${value}`) }))}
          value={draft.times}
          onChange={(value) => onChange({ times: TIMES.find((one) => one === value) ?? 'all' })}
        />
        <p className="t2 s12">{t(`patchdata.times_help_${draft.times}`)}</p>
        {draft.times === 'hours' && (
          <div className="pd-row">
            <Labeled
              className="pd-clock"
              label={t('patchdata.from')}
              value={draft.hours.from}
              onChange={(from) => onChange({ hours: { ...draft.hours, from } })}
              error={problem('time_of_day')}
              maxLength={5}
            />
            <Labeled
              className="pd-clock"
              label={t('patchdata.to')}
              value={draft.hours.to}
              onChange={(to) => onChange({ hours: { ...draft.hours, to } })}
              maxLength={5}
            />
          </div>
        )}
        {draft.times === 'every' && (
          <div className="pd-row">
            <NumberInput
              w={96}
              aria-label={t('patchdata.every_n')}
              min={1}
              max={10_000}
              allowDecimal={false}
              value={draft.everyN}
              error={problem('every')}
              onChange={(value) => onChange({ everyN: Number(value) })}
            />
            <Select
              w={140}
              aria-label={t('patchdata.every_unit')}
              data={UNITS.map((value) => ({ value, label: t(`patchdata.unit_${value}`) }))}
              value={draft.everyUnit}
              allowDeselect={false}
              onChange={(value) => onChange({ everyUnit: UNITS.find((one) => one === value) ?? 'days' })}
            />
          </div>
        )}
      </Section>
    </>
  );
}

function Ranges({
  draft,
  onChange,
  problem,
}: Pick<StepProps, 'draft' | 'onChange'> & { problem: (at: string) => string | undefined }) {
  const { t } = useTranslation();
  const set = (index: number, change: Partial<Draft['ranges'][number]>) =>
    onChange({ ranges: draft.ranges.map((range, at) => (at === index ? { ...range, ...change } : range)) });
  const now = new Date();
  const last = draft.ranges.length - 1;
  return (
    <>
      {draft.ranges.map((range, index) => (
        <div key={index} className="pd-row" data-testid={`patchdata-range-${index}`}>
          <Labeled
            className="pd-moment"
            label={t('patchdata.from')}
            value={range.from}
            placeholder="2026-01-31 00:00"
            onChange={(from) => set(index, { from })}
            error={problem(`ranges.${index}.from`)}
            maxLength={16}
          />
          <Labeled
            className="pd-moment"
            label={t('patchdata.to')}
            value={range.to}
            placeholder="2026-01-31 23:59"
            onChange={(to) => set(index, { to })}
            error={problem(`ranges.${index}.to`)}
            maxLength={16}
          />
          {draft.ranges.length > 1 && (
            <button
              type="button"
              className="ib pd-remove"
              aria-label={t('patchdata.remove_range', { number: index + 1 })}
              title={t('patchdata.remove_range', { number: index + 1 })}
              onClick={() => onChange({ ranges: draft.ranges.filter((_, at) => at !== index) })}
            >
              <Trash2 size={14} />
            </button>
          )}
        </div>
      ))}
      <div className="pd-row pd-wrap">
        {PRESETS.map((preset) => (
          <Button key={preset} onClick={() => set(last, presetRange(preset, now))}>
            {t(`patchdata.preset_${preset}`)}
          </Button>
        ))}
        <Button
          leftSection={<Plus size={14} />}
          onClick={() => onChange({ ranges: [...draft.ranges, { from: '', to: '' }] })}
        >
          {t('patchdata.add_range')}
        </Button>
      </div>
    </>
  );
}
