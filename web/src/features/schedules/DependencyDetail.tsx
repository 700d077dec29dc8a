/** One dependency: what it asks for, and the very upstream instances that a plan time waits for. */

import { NumberInput, Select, Switch } from '@mantine/core';
import { Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { StateIcon } from '../../components/ui/Icon';
import type { Dependency } from '../../lib/schedule';
import { minute } from '../../lib/time';
import type { DependencyPreview, ScheduleState } from './api';
import { Field, useRefusal } from './parts';
import { StateWord } from './states';
import { DecisionLine, Tiles } from './Tiles';
import { momentOf } from './times';

interface DetailProps {
  index: number;
  dependency: Dependency;
  preview: DependencyPreview | undefined;
  zone: string;
  planTime: string | null;
  times: readonly string[];
  onPlanTime: (planTime: string) => void;
  onChange: (patch: Partial<Dependency>) => void;
  onRemove: () => void;
  mayEdit: boolean;
}

const RULES = ['default', 'all', 'any', 'last', 'nearest'] as const;
const POLICIES = ['pending', 'continue', 'cancel'] as const;
const MOST_CYCLES = 30;

export function DependencyDetail(props: DetailProps) {
  const { t } = useTranslation();
  const { dependency, preview, zone, planTime, times } = props;
  const refusal = useRefusal(props.index, preview);
  return (
    <div className="dependency-detail" data-testid="dependency-detail">
      <div className="row dependency-head">
        <h3 className="b5 ell" title={dependency.job}>
          {preview?.job_id && !dependency.workspace ? (
            <Link className="link" to={`/development/${preview.job_id}/schedule`}>
              {dependency.job}
            </Link>
          ) : (
            dependency.job
          )}
        </h3>
        {dependency.workspace && <span className="tag">{dependency.workspace}</span>}
        <span className="row dependency-tools">
          {times.length > 0 && (
            <>
              <span className="t3 s12 nowrap">{t('schedule.for_plan_time')}</span>
              <Select
                aria-label={t('schedule.for_plan_time')}
                className="plantime"
                data={times.map((time) => ({ value: time, label: minute(time, zone) }))}
                value={planTime}
                onChange={(value) => value && props.onPlanTime(value)}
              />
            </>
          )}
          <button
            type="button"
            className="ib"
            aria-label={t('schedule.remove_dependency', { name: dependency.job })}
            title={t('schedule.remove_dependency', { name: dependency.job })}
            disabled={!props.mayEdit}
            onClick={props.onRemove}
            data-testid="btn-remove-dependency"
          >
            <Trash2 size={16} />
          </button>
        </span>
      </div>
      {preview?.upstream_state && preview.upstream_state !== 'scheduling' && (
        <UpstreamState state={preview.upstream_state} />
      )}
      <fieldset className="schedule-edit" disabled={!props.mayEdit}>
        <Rules {...props} />
      </fieldset>
      {refusal ? (
        <div className="refusal" role="alert" data-testid="dependency-refusal">
          <StateIcon status="failed" size={16} />
          <span>{refusal}</span>
        </div>
      ) : (
        preview && (
          <>
            <Window preview={preview} zone={zone} />
            <Tiles job={dependency.job} instances={preview.instances} total={preview.total} zone={zone} />
            {preview.previous && preview.previous.length > 0 && (
              <>
                <p className="t2 s12">{t('schedule.previous_ends', { count: preview.previous.length })}</p>
                <Tiles job={dependency.job} instances={preview.previous} total={preview.previous.length} zone={zone} />
              </>
            )}
            <DecisionLine preview={preview} policy={dependency.on_upstream_failure} />
          </>
        )
      )}
    </div>
  );
}

function Rules({ dependency, onChange, index }: DetailProps) {
  const { t } = useTranslation();
  const at = (field: string) => `depends_on.${index}.${field}`;
  return (
    <>
      <div className="fields">
        <Field field={at('cycle')} label={t('schedule.cycle')} className="grow">
          {(id) => (
            <Select
              id={id}
              data={[
                { value: 'same', label: t('schedule.cycle_same') },
                { value: 'previous', label: t('schedule.cycle_previous') },
              ]}
              value={dependency.cycle}
              onChange={(value) => onChange({ cycle: value as Dependency['cycle'] })}
            />
          )}
        </Field>
        {dependency.cycle === 'previous' && (
          <Field field={at('n')} label={t('schedule.cycle_n')} className="f-number">
            {(id, error) => (
              <NumberInput
                id={id}
                value={dependency.n}
                min={1}
                max={MOST_CYCLES}
                allowDecimal={false}
                clampBehavior="strict"
                error={Boolean(error)}
                onChange={(value) => typeof value === 'number' && value >= 1 && onChange({ n: value })}
              />
            )}
          </Field>
        )}
        <Field field={at('rule')} label={t('schedule.rule')} className="grow">
          {(id) => (
            <Select
              id={id}
              data={RULES.map((value) => ({ value, label: t(`schedule.rule_long_${value}`) }))}
              value={dependency.rule}
              onChange={(value) => onChange({ rule: value as Dependency['rule'] })}
              comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
            />
          )}
        </Field>
        <Field
          field={at('on_upstream_failure')}
          label={t('schedule.on_failure')}
          className="grow"
          help={t(`schedule.on_failure_help_${dependency.on_upstream_failure}`)}
        >
          {(id) => (
            <Select
              id={id}
              data={POLICIES.map((value) => ({ value, label: t(`schedule.on_failure_${value}`) }))}
              value={dependency.on_upstream_failure}
              onChange={(value) => onChange({ on_upstream_failure: value as Dependency['on_upstream_failure'] })}
            />
          )}
        </Field>
      </div>
      <Switch
        label={t('schedule.after_end')}
        checked={dependency.run_after_dependency_ends}
        onChange={(event) => onChange({ run_after_dependency_ends: event.currentTarget.checked })}
      />
    </>
  );
}

const RUNS: ReadonlySet<ScheduleState> = new Set(['scheduling', 'paused']);

function UpstreamState({ state }: { state: ScheduleState }) {
  const { t } = useTranslation();
  return (
    <p className="row s12">
      <StateWord state={state} />
      {!RUNS.has(state) && <span className="t2">{t('schedule.upstream_not_scheduled')}</span>}
    </p>
  );
}

/** How many upstream instances count, and from when to when they were looked for. */
function Window({ preview, zone }: { preview: DependencyPreview; zone: string }) {
  const { t, i18n } = useTranslation();
  const count = preview.total;
  const { first, until } = preview;
  const moment = (iso: string) => momentOf(iso, zone, i18n.language, Date.now());
  if (count === 0) return <p className="t2 s12">{t(`schedule.window_empty_${preview.when_empty}`)}</p>;
  const text =
    first !== null && until !== null
      ? t('schedule.window', { count, from: moment(first), until: moment(until) })
      : t('schedule.window_count', { count });
  return (
    <p className="t2 s12 tn" data-testid="dependency-window">
      {text}
      {preview.require === 'any' && count > 1 && ` ${t('schedule.window_any')}`}
    </p>
  );
}
