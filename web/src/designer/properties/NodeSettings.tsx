/** What every node has, whatever its type: failure policy, retry, limits, place to run. */

import { NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get } from '../../api/client';
import { ws } from '../../api/queries';
import { FieldFrame, type FieldProblem } from '../../forms/FieldFrame';
import type { AfterLoss, FailPolicy, Retry } from '../../lib/definition';
import { useDocument } from '../context';
import { Section } from './Section';
import { codesText, parseCodes, type Settings, type SettingsPatch } from './settings';

export interface SettingsProps {
  settings: Settings;
  onChange: (patch: SettingsPatch) => void;
  /** Fields in which the nodes that are edited together differ. */
  mixed?: ReadonlySet<string>;
  problems?: ReadonlyMap<string, FieldProblem>;
  /** Whether a lost attempt may simply run again, as the node type says; null: the types differ. */
  safeToRepeat?: boolean | null;
  readOnly?: boolean;
}

const POLICIES: readonly FailPolicy[] = ['FAIL', 'FAIL_CHILD', 'IGNORE', 'SUSPEND'];
const AFTER_LOSS: readonly AfterLoss[] = ['default', 'fail', 'run_again', 'ask'];
const NONE: ReadonlySet<string> = new Set();

function whole(value: string | number, fallback: number): number {
  return typeof value === 'number' ? Math.round(value) : fallback;
}

/** "2 times, 120 s apart" */
export function useRetryWords(): (retry: Retry, mixed?: ReadonlySet<string>) => string {
  const { t } = useTranslation();
  return (retry, mixed = NONE) => {
    if ([...mixed].some((field) => field.startsWith('retry.'))) return t('form.mixed');
    if (retry.times === 0) return t('node.retry_none');
    return t('node.retry_words', { count: retry.times, seconds: retry.interval_seconds });
  };
}

export function PolicyField({ settings, onChange, mixed = NONE, readOnly }: SettingsProps) {
  const { t } = useTranslation();
  const id = useId();
  const differs = mixed.has('fail_policy');
  return (
    <FieldFrame
      label={t('node.policy')}
      forId={id}
      help={differs ? undefined : t(`node.policy_help_${settings.fail_policy}`)}
    >
      <Select
        id={id}
        data-field="fail_policy"
        readOnly={readOnly}
        placeholder={t('form.mixed')}
        data={POLICIES.map((value) => ({ value, label: t(`node.policy_${value}`) }))}
        value={differs ? null : settings.fail_policy}
        onChange={(value) => value && onChange({ fail_policy: value as FailPolicy })}
      />
    </FieldFrame>
  );
}

export function FailureSettings(props: SettingsProps) {
  const { t } = useTranslation();
  const words = useRetryWords();
  const { settings, onChange, mixed = NONE, readOnly } = props;
  const { retry } = settings;
  const base = useId();
  const change = (patch: Partial<Retry>) => onChange({ retry: patch });
  const none = retry.times === 0 && !mixed.has('retry.times');
  return (
    <Section name="fails" title={t('node.when_fails')} fields={['fail_policy', 'retry']}>
      <PolicyField {...props} />
      <p className="setting-words">
        <span className="t2">{t('node.retry')}</span> {words(retry, mixed)}
      </p>
      <div className="pair">
        <FieldFrame label={t('node.retry_times')} forId={`${base}-times`} error={props.problems?.get('retry.times')}>
          <NumberInput
            id={`${base}-times`}
            data-field="retry.times"
            readOnly={readOnly}
            min={0}
            max={5}
            allowDecimal={false}
            placeholder={t('form.mixed')}
            value={mixed.has('retry.times') ? '' : retry.times}
            onChange={(value) => value !== '' && change({ times: whole(value, 0) })}
          />
        </FieldFrame>
        <FieldFrame label={t('node.retry_interval')} forId={`${base}-interval`}>
          <NumberInput
            id={`${base}-interval`}
            data-field="retry.interval_seconds"
            readOnly={readOnly}
            min={0}
            max={120}
            allowDecimal={false}
            disabled={none}
            placeholder={t('form.mixed')}
            value={mixed.has('retry.interval_seconds') ? '' : retry.interval_seconds}
            onChange={(value) => value !== '' && change({ interval_seconds: whole(value, 120) })}
          />
        </FieldFrame>
      </div>
      {!none && (
        <>
          <Switch
            label={t('node.retry_on_timeout')}
            data-field="retry.on_timeout"
            disabled={readOnly}
            checked={retry.on_timeout && !mixed.has('retry.on_timeout')}
            onChange={(event) => change({ on_timeout: event.currentTarget.checked })}
          />
          <CodesField retry={retry} mixed={mixed.has('retry.codes')} onChange={change} readOnly={readOnly} />
        </>
      )}
    </Section>
  );
}

interface CodesFieldProps {
  retry: Retry;
  mixed: boolean;
  onChange: (patch: Partial<Retry>) => void;
  readOnly?: boolean;
}

function CodesField({ retry, mixed, onChange, readOnly }: CodesFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const [bad, setBad] = useState(false);
  const text = mixed ? '' : codesText(retry.codes);
  return (
    <FieldFrame
      label={t('node.retry_codes')}
      forId={id}
      help={t('node.retry_codes_help')}
      error={bad ? t('node.retry_codes_bad') : undefined}
    >
      <TextInput
        id={id}
        data-field="retry.codes"
        key={text}
        readOnly={readOnly}
        defaultValue={text}
        placeholder={mixed ? t('form.mixed') : t('node.retry_codes_every')}
        error={bad}
        onChange={(event) => setBad(parseCodes(event.currentTarget.value) === null)}
        onBlur={(event) => {
          const codes = parseCodes(event.currentTarget.value);
          if (codes && codesText(codes) !== text) onChange({ codes });
        }}
      />
    </FieldFrame>
  );
}

export function LimitSettings({ settings, onChange, mixed = NONE, problems, readOnly }: SettingsProps) {
  const { t } = useTranslation();
  const base = useId();
  return (
    <Section
      name="limits"
      title={t('node.limits_title')}
      fields={['timeout_minutes', 'memory_limit_mb', 'nice']}
      summary={mixed.has('timeout_minutes') ? undefined : t('node.limits_words', { minutes: settings.timeout_minutes })}
    >
      <div className="pair">
        <FieldFrame
          label={t('node.timeout')}
          forId={`${base}-timeout`}
          error={problems?.get('timeout_minutes')}
          onReset={settings.timeout_minutes !== 60 && !readOnly ? () => onChange({ timeout_minutes: 60 }) : undefined}
          fallback="60"
        >
          <NumberInput
            id={`${base}-timeout`}
            data-field="timeout_minutes"
            readOnly={readOnly}
            min={0.1}
            max={1440}
            placeholder={mixed.has('timeout_minutes') ? t('form.mixed') : '60'}
            value={mixed.has('timeout_minutes') ? '' : settings.timeout_minutes}
            onChange={(value) => typeof value === 'number' && value > 0 && onChange({ timeout_minutes: value })}
          />
        </FieldFrame>
        <FieldFrame label={t('node.memory')} forId={`${base}-memory`} error={problems?.get('memory_limit_mb')}>
          <NumberInput
            id={`${base}-memory`}
            data-field="memory_limit_mb"
            readOnly={readOnly}
            min={16}
            allowDecimal={false}
            clampBehavior="blur"
            placeholder={mixed.has('memory_limit_mb') ? t('form.mixed') : t('node.no_limit')}
            value={mixed.has('memory_limit_mb') ? '' : (settings.memory_limit_mb ?? '')}
            onChange={(value) => {
              if (typeof value === 'number') {
                if (value >= 16) onChange({ memory_limit_mb: value });
              } else if (!mixed.has('memory_limit_mb')) onChange({ memory_limit_mb: null });
            }}
          />
        </FieldFrame>
      </div>
      <FieldFrame label={t('node.nice')} forId={`${base}-nice`} help={t('node.nice_help')}>
        <NumberInput
          id={`${base}-nice`}
          data-field="nice"
          readOnly={readOnly}
          min={0}
          max={19}
          allowDecimal={false}
          placeholder={mixed.has('nice') ? t('form.mixed') : '0'}
          value={mixed.has('nice') ? '' : settings.nice}
          onChange={(value) => typeof value === 'number' && onChange({ nice: value })}
        />
      </FieldFrame>
    </Section>
  );
}

interface TaskGroupRow {
  readonly name: string;
  readonly max: number;
}

export function PlaceSettings({ settings, onChange, mixed = NONE, safeToRepeat, readOnly }: SettingsProps) {
  const { t } = useTranslation();
  const { doc } = useDocument();
  const base = useId();
  const groups = useQuery({
    queryKey: ['task_groups', 'names'],
    queryFn: async () => (await get<{ items: TaskGroupRow[] }>(ws('/task_groups?limit=200'))).items,
    retry: false,
  });
  const queues = [...new Set(doc.nodes.map((node) => node.queue).filter(Boolean))];
  const ofJob = doc.schedule?.task_group;
  const known = groups.data?.some((group) => group.name === settings.task_group);
  const broken = settings.task_group !== null && groups.data !== undefined && !known && !mixed.has('task_group');
  const loss =
    safeToRepeat === null || safeToRepeat === undefined
      ? t('node.after_loss_default')
      : t(safeToRepeat ? 'node.after_loss_default_again' : 'node.after_loss_default_fail');
  return (
    <Section name="place" title={t('node.place_title')} fields={['queue', 'task_group', 'after_loss', 'dry_run']}>
      <FieldFrame label={t('node.queue')} forId={`${base}-queue`} help={t('node.queue_help')}>
        <TextInput
          id={`${base}-queue`}
          data-field="queue"
          readOnly={readOnly}
          list={queues.length ? `${base}-queues` : undefined}
          placeholder={mixed.has('queue') ? t('form.mixed') : t('node.queue_default')}
          value={mixed.has('queue') ? '' : settings.queue}
          onChange={(event) => onChange({ queue: event.currentTarget.value })}
        />
        <datalist id={`${base}-queues`}>
          {queues.map((queue) => (
            <option key={queue} value={queue} />
          ))}
        </datalist>
      </FieldFrame>
      <FieldFrame
        label={t('node.task_group')}
        forId={`${base}-group`}
        help={t('node.task_group_help')}
        error={broken ? t('node.task_group_missing', { name: settings.task_group ?? '' }) : undefined}
      >
        <Select
          id={`${base}-group`}
          data-field="task_group"
          readOnly={readOnly}
          searchable
          clearable={!readOnly}
          placeholder={
            mixed.has('task_group')
              ? t('form.mixed')
              : ofJob
                ? t('node.task_group_of_job', { name: ofJob })
                : t('node.task_group_none')
          }
          error={broken}
          nothingFoundMessage={t('node.task_group_nothing')}
          data={[
            ...(groups.data ?? []).map((group) => ({
              value: group.name,
              label: t('node.task_group_row', { name: group.name, max: group.max }),
            })),
            ...(broken && settings.task_group ? [{ value: settings.task_group, label: settings.task_group }] : []),
          ]}
          value={mixed.has('task_group') ? null : settings.task_group}
          onChange={(value) => onChange({ task_group: value })}
        />
      </FieldFrame>
      <FieldFrame label={t('node.after_loss')} forId={`${base}-loss`} help={t('node.after_loss_help')}>
        <Select
          id={`${base}-loss`}
          data-field="after_loss"
          readOnly={readOnly}
          placeholder={t('form.mixed')}
          data={AFTER_LOSS.map((value) => ({
            value,
            label: value === 'default' ? loss : t(`node.after_loss_${value}`),
          }))}
          value={mixed.has('after_loss') ? null : settings.after_loss}
          onChange={(value) => value && onChange({ after_loss: value as AfterLoss })}
        />
      </FieldFrame>
      <Switch
        label={mixed.has('dry_run') ? `${t('node.dry_run')} (${t('form.mixed')})` : t('node.dry_run')}
        data-field="dry_run"
        disabled={readOnly}
        checked={settings.dry_run && !mixed.has('dry_run')}
        onChange={(event) => onChange({ dry_run: event.currentTarget.checked })}
      />
    </Section>
  );
}
