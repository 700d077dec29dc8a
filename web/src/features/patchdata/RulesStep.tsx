/** Step 3: how many at once, in which order, when, and with what. */

import { Button, SegmentedControl, Select, Switch, TextInput } from '@mantine/core';
import { Plus, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Draft } from './draft';
import { FieldError, Labeled, Section, type StepProps, useProblem } from './parts';

const NUMBERS = ['1', '2', '3', '4', '5'];

export function RulesStep(props: StepProps) {
  const { t } = useTranslation();
  return (
    <>
      <OrderRules {...props} />
      <WindowRule {...props} />
      <Section title={t('patchdata.priority')} help={t('patchdata.priority_help')}>
        <SegmentedControl
          className="pd-fit"
          aria-label={t('patchdata.priority')}
          data={[
            { value: '', label: t('patchdata.priority_default') },
            ...NUMBERS.map((value) => ({ value, label: value })),
          ]}
          value={props.draft.priority === null ? '' : String(props.draft.priority)}
          onChange={(value) => props.onChange({ priority: value === '' ? null : Number(value) })}
        />
      </Section>
      <OtherRules {...props} />
      <ParamRules {...props} />
      {props.refusal && props.refusal.code !== 'needs_by_day' && props.refusal.code !== 'invalid_parallel' && (
        <FieldError>{props.refusal.text}</FieldError>
      )}
    </>
  );
}

function OrderRules({ draft, onChange, refusal }: StepProps) {
  const { t } = useTranslation();
  const problem = useProblem(draft, 'rules');
  const needsByDay = problem('stop_on_failure') ?? (refusal?.code === 'needs_by_day' ? refusal.text : undefined);
  return (
    <Section title={t('patchdata.order')}>
      <div className="pd-row pd-mid">
        <span>{t('patchdata.at_once')}</span>
        <SegmentedControl
          aria-label={t('patchdata.at_once')}
          data={NUMBERS}
          value={String(draft.parallel)}
          onChange={(value) => onChange({ parallel: Number(value) })}
        />
        <span className="t2 s12">{t(draft.byDay ? 'patchdata.at_once_day' : 'patchdata.at_once_job')}</span>
      </div>
      {refusal?.code === 'invalid_parallel' && <FieldError>{refusal.text}</FieldError>}
      <Switch
        label={t('patchdata.by_day')}
        description={t('patchdata.by_day_help')}
        checked={draft.byDay}
        onChange={(event) => onChange({ byDay: event.currentTarget.checked })}
      />
      <Switch
        label={t('patchdata.stop_on_failure')}
        description={t('patchdata.stop_on_failure_help')}
        checked={draft.stopOnFailure}
        onChange={(event) => onChange({ stopOnFailure: event.currentTarget.checked })}
      />
      {needsByDay && (
        <FieldError>
          {needsByDay}{' '}
          <button type="button" className="link" onClick={() => onChange({ byDay: true })}>
            {t('patchdata.switch_by_day')}
          </button>
        </FieldError>
      )}
    </Section>
  );
}

function WindowRule({ draft, onChange }: StepProps) {
  const { t } = useTranslation();
  const problem = useProblem(draft, 'rules')('running_window');
  const set = (change: Partial<Draft['window']>) => onChange({ window: { ...draft.window, ...change } });
  return (
    <Section title={t('patchdata.window')}>
      <Switch
        label={t('patchdata.windowed')}
        description={t('patchdata.window_help')}
        checked={draft.windowed}
        onChange={(event) => onChange({ windowed: event.currentTarget.checked })}
      />
      {draft.windowed && (
        <div className="pd-row">
          <Labeled
            className="pd-clock"
            label={t('patchdata.from')}
            value={draft.window.from}
            onChange={(from) => set({ from })}
            maxLength={5}
            error={problem}
          />
          <Labeled
            className="pd-clock"
            label={t('patchdata.to')}
            value={draft.window.to}
            onChange={(to) => set({ to })}
            maxLength={5}
          />
        </div>
      )}
    </Section>
  );
}

function OtherRules({ draft, onChange }: StepProps) {
  const { t } = useTranslation();
  const rules = [
    ['skipSuccessful', 'skip_successful'],
    ['confirm', 'confirm'],
    ['ignoreListening', 'ignore_listening'],
  ] as const;
  return (
    <Section title={t('patchdata.instances')}>
      {rules.map(([field, text]) => (
        <Switch
          key={field}
          label={t(`patchdata.${text}`)}
          description={t(`patchdata.${text}_help`)}
          checked={draft[field]}
          onChange={(event) => onChange({ [field]: event.currentTarget.checked })}
        />
      ))}
    </Section>
  );
}

function ParamRules({ draft, onChange, tried }: StepProps) {
  const { t } = useTranslation();
  const problemOf = useProblem(draft, 'rules');
  const problem = (at: string) => (tried ? problemOf(at) : undefined);
  const first = draft.jobs[0];
  const set = (index: number, change: Partial<Draft['params'][number]>) =>
    onChange({ params: draft.params.map((param, at) => (at === index ? { ...param, ...change } : param)) });
  return (
    <Section title={t('patchdata.params')} help={t('patchdata.params_help')}>
      {draft.params.map((param, index) => {
        const number = index + 1;
        return (
          <div key={index} className="pd-param">
            <div className="pd-row">
              <Select
                className="grow"
                aria-label={t('patchdata.param_job', { number })}
                data={[...draft.jobs]}
                value={param.job}
                allowDeselect={false}
                searchable
                onChange={(job) => job && set(index, { job })}
              />
              <TextInput
                className="grow"
                aria-label={t('patchdata.param_name', { number })}
                placeholder={t('patchdata.param_name_short')}
                value={param.name}
                error={Boolean(problem(`params.${index}`))}
                onChange={(event) => set(index, { name: event.currentTarget.value })}
              />
              <TextInput
                className="grow"
                aria-label={t('patchdata.param_value', { number })}
                placeholder={t('patchdata.param_value_short')}
                value={param.value}
                onChange={(event) => set(index, { value: event.currentTarget.value })}
              />
              <button
                type="button"
                className="ib"
                aria-label={t('patchdata.remove_param', { number })}
                title={t('patchdata.remove_param', { number })}
                onClick={() => onChange({ params: draft.params.filter((_, at) => at !== index) })}
              >
                <Trash2 size={14} />
              </button>
            </div>
            {problem(`params.${index}`) && <FieldError>{problem(`params.${index}`)}</FieldError>}
          </div>
        );
      })}
      <div>
        <Button
          leftSection={<Plus size={14} />}
          disabled={first === undefined}
          onClick={() => first && onChange({ params: [...draft.params, { job: first, name: '', value: '' }] })}
        >
          {t('patchdata.add_param')}
        </Button>
      </div>
    </Section>
  );
}
