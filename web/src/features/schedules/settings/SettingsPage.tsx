/** What the workspace decides for all of its jobs: each setting with its rule, its effect and its default in words. */

import { Button, NumberInput, Select, Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get, put } from '../../../api/client';
import type { components } from '../../../api/generated';
import { currentWorkspace, usePermission, ws } from '../../../api/queries';
import { ErrorBox, PageError } from '../../../components/ui/Feedback';
import { SchedulingFrame } from '../overview/SchedulingFrame';
import { changesOf, type Settings } from './changes';

type Answer = components['schemas']['SchedulingSettings'];

const key = () => ['scheduling_settings', currentWorkspace()];

export function SettingsPage() {
  const { t } = useTranslation();
  const settings = useQuery({
    queryKey: key(),
    queryFn: () => get<Answer>(ws('/settings/scheduling')),
    staleTime: 0,
  });
  return (
    <SchedulingFrame>
      {settings.error && !settings.data && (
        <PageError title={t('settings.failed')} error={settings.error} onRetry={() => void settings.refetch()} />
      )}
      {settings.data && <SettingsForm key={settings.dataUpdatedAt} stored={settings.data} />}
    </SchedulingFrame>
  );
}

/** A label, what it does, what it is otherwise; the control at the right. */
function Setting({ name, children }: { name: keyof Settings; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className="setting" data-testid={`setting-${name}`}>
      <div className="grow">
        <h2 className="b5">{t(`settings.${name}`)}</h2>
        <p className="t2">{t(`settings.${name}_help`)}</p>
        <p className="t3 s12">{t(`settings.${name}_default`)}</p>
      </div>
      <div className="setting-control">{children}</div>
    </div>
  );
}

function SettingsForm({ stored }: { stored: Answer }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const mayEdit = usePermission('workspace.admin');
  const { limits, ...first } = stored;
  const [values, setValues] = useState<Settings>(first);
  const set = (change: Partial<Settings>) => setValues((old) => ({ ...old, ...change }));
  const changed = changesOf(first, values);
  const save = useMutation({
    mutationFn: () => put<Answer>(ws('/settings/scheduling'), values),
    onSuccess: (saved) => client.setQueryData(key(), saved),
  });
  const choice = <T extends string>(
    name: keyof Settings,
    value: T,
    options: readonly T[],
    take: (value: T) => void,
  ) => (
    <Select
      aria-label={t(`settings.${name}`)}
      data={options.map((option) => ({ value: option, label: t(`settings.${name}_${option}` as 'settings.failed') }))}
      value={value}
      disabled={!mayEdit}
      allowDeselect={false}
      onChange={(next) => {
        const found = options.find((option) => option === next);
        if (found) take(found);
      }}
    />
  );
  const number = (name: 'running_limit' | 'clear_waiting_days', min: number, max: number, empty?: string) => (
    <NumberInput
      aria-label={t(`settings.${name}`)}
      value={values[name] ?? ''}
      min={min}
      max={max}
      clampBehavior="none"
      allowDecimal={false}
      allowNegative={false}
      disabled={!mayEdit}
      placeholder={empty}
      error={outside(values[name], min, max) ? t('settings.between', { min, max }) : undefined}
      onChange={(value) => {
        if (typeof value === 'number') set({ [name]: value });
        else if (empty !== undefined) set({ [name]: null });
      }}
    />
  );
  const wrong =
    outside(values.running_limit, 1, limits.running) || outside(values.clear_waiting_days, MIN_DAYS, MAX_DAYS);
  return (
    <div className="grow futurescroll">
      <form
        className="settings"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        {!mayEdit && <p className="banner tint-waiting settings-note">{t('settings.read_only')}</p>}
        <Setting name="dependency_mode">
          {choice('dependency_mode', values.dependency_mode ?? 'natural', ['natural', 'traditional'], (value) =>
            set({ dependency_mode: value }),
          )}
        </Setting>
        <Setting name="on_upstream_failure">
          {choice(
            'on_upstream_failure',
            values.on_upstream_failure ?? 'cancel',
            ['pending', 'continue', 'cancel'],
            (value) => set({ on_upstream_failure: value }),
          )}
        </Setting>
        <Setting name="cross_workspace">
          {choice(
            'cross_workspace',
            values.cross_workspace ?? 'forbidden',
            ['forbidden', 'allowed', 'with_permission'],
            (value) => set({ cross_workspace: value }),
          )}
        </Setting>
        <Setting name="running_limit">
          {number('running_limit', 1, limits.running, t('settings.no_limit', { limit: limits.running }))}
        </Setting>
        <Setting name="clear_waiting_days">{number('clear_waiting_days', MIN_DAYS, MAX_DAYS)}</Setting>
        <Setting name="sync_waiting">
          <Switch
            aria-label={t('settings.sync_waiting')}
            checked={values.sync_waiting ?? false}
            disabled={!mayEdit}
            onChange={(event) => set({ sync_waiting: event.currentTarget.checked })}
          />
        </Setting>
        <Setting name="patchdata_priority">
          {choice(
            'patchdata_priority',
            String(values.patchdata_priority ?? 3) as Priority,
            ['1', '2', '3', '4', '5'],
            (value) => set({ patchdata_priority: Number(value) }),
          )}
        </Setting>
        {save.error && <ErrorBox title={t('settings.save_failed')} error={save.error} />}
        <div className="row settings-foot">
          <Button
            type="submit"
            variant="filled"
            disabled={!mayEdit || changed.length === 0 || wrong}
            loading={save.isPending}
            data-testid="btn-save-settings"
          >
            {t('bar.save')}
          </Button>
          <span className="t3 s12">{changed.map((name) => t(`settings.${name}`)).join(', ')}</span>
        </div>
      </form>
    </div>
  );
}

type Priority = '1' | '2' | '3' | '4' | '5';
const MIN_DAYS = 2;
const MAX_DAYS = 10_000;

function outside(value: number | null | undefined, min: number, max: number): boolean {
  return value !== null && value !== undefined && (value < min || value > max);
}
