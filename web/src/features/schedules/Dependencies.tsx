/** The upstream jobs that each instance waits for: the list at the left, the chosen one at the right. */

import { Button, Select } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { Plus, Search, Workflow } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentWorkspace, useJob, useSession, useTree } from '../../api/queries';
import { ErrorBox } from '../../components/ui/Feedback';
import { NodeIcon, StateIcon } from '../../components/ui/Icon';
import type { Dependency, Schedule } from '../../lib/schedule';
import {
  type DependencyPreview,
  fetchJobsOf,
  useDependencies,
  useSchedulingSettings,
  useUpstreamSchedule,
} from './api';
import { DependencyDetail } from './DependencyDetail';
import { fillSchedule, newDependency, withDependency } from './edit';
import { GraphDialog } from './GraphDialog';
import { useRefusal } from './parts';
import type { ChangeSchedule } from './ScheduleForm';
import { StateMark } from './states';
import { shortly } from './words';

interface DependenciesProps {
  jobId: number;
  schedule: Schedule;
  /** As it was a moment ago, so that typing does not ask for every sign. */
  settled: Schedule | null;
  zone: string;
  planTime: string | null;
  times: readonly string[];
  onPlanTime: (planTime: string) => void;
  onChange: ChangeSchedule;
  mayEdit: boolean;
}

export function Dependencies({ jobId, schedule, settled, onChange, mayEdit, ...props }: DependenciesProps) {
  const { t } = useTranslation();
  const [at, setAt] = useState(0);
  const [adding, setAdding] = useState(false);
  const [graph, setGraph] = useState(false);
  const name = useJob(jobId).data?.name ?? '';
  const settings = useSchedulingSettings().data;
  const preview = useDependencies(jobId, settled, props.planTime);
  const list = schedule.depends_on;
  const index = Math.min(at, list.length - 1);
  const chosen = list[index];
  const previews = new Map(preview.data?.dependencies.map((one) => [one.index, one]));
  const mode = preview.data?.mode ?? settings?.dependency_mode;
  const add = (job: string, workspace: string | null) => {
    const policy = settings?.on_upstream_failure ?? 'cancel';
    onChange({ depends_on: [...list, newDependency(job, workspace, policy)] }, 'depends_on');
    setAt(list.length);
    setAdding(false);
  };
  const remove = () => {
    onChange({ depends_on: list.filter((_, i) => i !== index) }, 'depends_on');
    setAt(Math.max(0, index - 1));
  };
  const change = (patch: Partial<Dependency>) =>
    onChange(withDependency(schedule, index, patch), `depends_on.${index}.${Object.keys(patch).join()}`);
  return (
    <section className="dependencies" aria-label={t('schedule.dependencies')}>
      <div className="schedule-head">
        <h2 className="b6">{t('schedule.dependencies')}</h2>
        {mode && <span className="t3 s12">{t(`schedule.mode_${mode}`)}</span>}
        <span className="grow" />
        <Button leftSection={<Workflow size={14} />} onClick={() => setGraph(true)} data-testid="btn-graph">
          {t('schedule.graph')}
        </Button>
        <Button
          leftSection={<Plus size={14} />}
          onClick={() => setAdding(true)}
          disabled={!mayEdit}
          data-testid="btn-add-upstream"
        >
          {t('schedule.add_upstream')}
        </Button>
      </div>
      {graph && <GraphDialog jobId={jobId} name={name} onClose={() => setGraph(false)} />}
      {adding && <Picker jobId={jobId} onPick={add} onClose={() => setAdding(false)} />}
      {preview.error && <ErrorBox title={t('schedule.dependencies_failed')} error={preview.error} />}
      {chosen === undefined ? (
        <p className="schedule-quiet t2">{t('schedule.no_dependencies')}</p>
      ) : (
        <div className="dependency-cols">
          <ul className="dependency-list">
            {list.map((one, i) => (
              <DependencyRow
                key={i}
                dependency={one}
                index={i}
                preview={same(previews.get(i), one)}
                zone={props.zone}
                on={i === index}
                onChoose={() => setAt(i)}
              />
            ))}
          </ul>
          <DependencyDetail
            key={index}
            index={index}
            dependency={chosen}
            preview={same(previews.get(index), chosen)}
            onChange={change}
            onRemove={remove}
            mayEdit={mayEdit}
            {...props}
          />
        </div>
      )}
    </section>
  );
}

/** What was foreseen for the entry, unless the list changed since. */
function same(preview: DependencyPreview | undefined, dependency: Dependency): DependencyPreview | undefined {
  return preview?.job === dependency.job ? preview : undefined;
}

function DependencyRow(props: {
  dependency: Dependency;
  index: number;
  preview: DependencyPreview | undefined;
  zone: string;
  on: boolean;
  onChoose: () => void;
}) {
  const { t, i18n } = useTranslation();
  const { dependency, preview } = props;
  const refusal = useRefusal(props.index, preview);
  const upstream = useUpstreamSchedule(dependency.workspace === null ? (preview?.job_id ?? null) : null);
  const times = upstream?.schedule
    ? shortly(fillSchedule(upstream.schedule), upstream.zone, props.zone, { t, language: i18n.language })
    : preview?.upstream_sentence;
  const cycle =
    dependency.cycle === 'same' ? t('schedule.cycle_same') : t('schedule.cycle_previous_n', { count: dependency.n });
  return (
    <li>
      <button
        type="button"
        className={`dependency ${props.on ? 'on' : ''}`}
        aria-pressed={props.on}
        onClick={props.onChoose}
        data-testid={`dependency-${dependency.job}`}
      >
        <span className="row">
          <NodeIcon icon="subjob" size={16} className="t3" />
          <span className="b5 ell grow" title={dependency.job}>
            {dependency.job}
          </span>
          {refusal ? (
            <StateIcon status="failed" size={14} />
          ) : (
            preview?.upstream_state && <StateMark state={preview.upstream_state} />
          )}
        </span>
        {times && (
          <span className="dependency-line t3 s12 ell" title={preview?.upstream_sentence}>
            {times}
          </span>
        )}
        <span className="dependency-line row s12">
          <span className="t2 ell">{`${cycle}, ${t(`schedule.rule_${dependency.rule}`)}`}</span>
          <span className="t3 end">{t(`schedule.on_failure_${dependency.on_upstream_failure}`)}</span>
        </span>
        {refusal && <span className="dependency-line st-failed s12 dependency-refusal">{refusal}</span>}
      </button>
    </li>
  );
}

interface PickerProps {
  jobId: number;
  onPick: (job: string, workspace: string | null) => void;
  onClose: () => void;
}

const SEPARATOR = '\n';

function Picker({ jobId, onPick, onClose }: PickerProps) {
  const { t } = useTranslation();
  const own = useJob(jobId).data?.name;
  const jobs = useTree().data?.jobs ?? [];
  const others = (useSession().data?.workspaces ?? []).filter((one) => one.id !== currentWorkspace());
  const elsewhere = useQueries({
    queries: others.map((one) => ({
      queryKey: ['jobs_of_workspace', one.id],
      queryFn: () => fetchJobsOf(one.id),
      retry: false,
    })),
  });
  const here = jobs.filter((job) => job.name !== own).map(({ name }) => ({ value: SEPARATOR + name, label: name }));
  const groups = others.map((one, i) => ({
    group: one.name,
    items: (elsewhere[i]?.data ?? []).map((name) => ({ value: one.name + SEPARATOR + name, label: name })),
  }));
  return (
    <div className="picker" data-testid="upstream-picker">
      <Search size={14} className="i t3" aria-hidden="true" />
      <Select
        className="grow"
        aria-label={t('schedule.pick_upstream')}
        placeholder={t('schedule.pick_upstream')}
        data={others.length === 0 ? here : [{ group: t('schedule.this_workspace'), items: here }, ...groups]}
        value={null}
        searchable
        autoFocus
        defaultDropdownOpened
        selectFirstOptionOnChange
        limit={200}
        nothingFoundMessage={t('form.nothing_found')}
        onKeyDown={(event) => event.key === 'Escape' && onClose()}
        onChange={(value) => {
          const [workspace, name] = value?.split(SEPARATOR) ?? [];
          if (name) onPick(name, workspace || null);
        }}
      />
      <Button variant="subtle" color="gray" onClick={onClose}>
        {t('common.cancel')}
      </Button>
    </div>
  );
}
