/** Step 2: which jobs; others join from the graph of dependencies. */

import { Button, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQueries } from '@tanstack/react-query';
import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTree } from '../../api/queries';
import { ErrorBox } from '../../components/ui/Feedback';
import { type RelatedJob, relatedQuery, usePeriodicJobs } from './api';
import { FieldError, Section, type StepProps, useProblem } from './parts';

const SEARCH_MS = 250;
const MOST_SHOWN = 100;

export function JobsStep({ draft, onChange, refusal, tried }: StepProps) {
  const { t } = useTranslation();
  const problem = useProblem(draft, 'jobs');
  const add = (names: readonly string[]) => onChange({ jobs: [...new Set([...draft.jobs, ...names])] });
  const error = refusal?.text ?? (tried ? problem('jobs') : undefined);
  return (
    <>
      <Section title={t('patchdata.jobs')} help={t('patchdata.jobs_help')}>
        <JobSearch chosen={draft.jobs} onAdd={(name) => add([name])} />
        {error && <FieldError>{error}</FieldError>}
        <ChosenJobs jobs={draft.jobs} onChange={(jobs) => onChange({ jobs })} />
      </Section>
      {draft.jobs.length > 0 && <Related chosen={draft.jobs} onAdd={add} />}
    </>
  );
}

function JobSearch({ chosen, onAdd }: { chosen: readonly string[]; onAdd: (name: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text, SEARCH_MS);
  const found = usePeriodicJobs(asked);
  const jobs = (found.data ?? []).filter((job) => job.submitted_version !== null && !chosen.includes(job.job_name));
  return (
    <>
      <Select
        maw={420}
        aria-label={t('patchdata.add_job')}
        placeholder={t('patchdata.add_job')}
        data={jobs.map((job) => job.job_name)}
        value={null}
        searchable
        searchValue={text}
        onSearchChange={setText}
        nothingFoundMessage={t('patchdata.no_job_found')}
        data-testid="patchdata-add-job"
        onChange={(name) => {
          if (name) onAdd(name);
          setText('');
        }}
      />
      {found.error && <ErrorBox error={found.error} />}
    </>
  );
}

function ChosenJobs({ jobs, onChange }: { jobs: readonly string[]; onChange: (jobs: string[]) => void }) {
  const { t } = useTranslation();
  const swap = (index: number, other: number) => {
    const next = [...jobs];
    const [a, b] = [next[index], next[other]];
    if (a === undefined || b === undefined) return;
    next[index] = b;
    next[other] = a;
    onChange(next);
  };
  if (jobs.length === 0) return <p className="t3">{t('patchdata.no_jobs_yet')}</p>;
  return (
    <ol className="pd-jobs" aria-label={t('patchdata.jobs')}>
      {jobs.map((name, index) => (
        <li key={name} className="pd-job" data-testid={`patchdata-job-${name}`}>
          <span className="t3 tn pd-no">{index + 1}</span>
          <span className="ell grow b5" title={name}>
            {name}
          </span>
          <Small label={t('patchdata.job_up', { name })} off={index === 0} onClick={() => swap(index, index - 1)}>
            <ArrowUp size={14} />
          </Small>
          <Small
            label={t('patchdata.job_down', { name })}
            off={index === jobs.length - 1}
            onClick={() => swap(index, index + 1)}
          >
            <ArrowDown size={14} />
          </Small>
          <Small label={t('patchdata.job_out', { name })} onClick={() => onChange(jobs.filter((one) => one !== name))}>
            <X size={14} />
          </Small>
        </li>
      ))}
    </ol>
  );
}

function Small(props: { label: string; off?: boolean; onClick: () => void; children: React.ReactNode }) {
  return (
    <button
      type="button"
      className="ib sm"
      aria-label={props.label}
      title={props.label}
      disabled={props.off}
      onClick={props.onClick}
    >
      {props.children}
    </button>
  );
}

function useRelated(chosen: readonly string[]) {
  const tree = useTree().data;
  const ids = chosen.flatMap((name) => tree?.jobs.find((job) => job.name === name)?.id ?? []);
  const answers = useQueries({ queries: ids.map(relatedQuery) });
  const nearest = new Map<string, RelatedJob>();
  for (const job of answers.flatMap((answer) => answer.data ?? [])) {
    const old = nearest.get(`${job.direction}${job.job_id}`);
    if (!chosen.includes(job.job_name) && (!old || job.distance < old.distance)) {
      nearest.set(`${job.direction}${job.job_id}`, job);
    }
  }
  const sorted = [...nearest.values()].sort((a, b) => a.distance - b.distance || a.job_name.localeCompare(b.job_name));
  return { related: sorted, error: answers.find((answer) => answer.error)?.error };
}

function Related({ chosen, onAdd }: { chosen: readonly string[]; onAdd: (names: readonly string[]) => void }) {
  const { t } = useTranslation();
  const { related, error } = useRelated(chosen);
  return (
    <Section title={t('patchdata.related')} help={t('patchdata.related_help')}>
      {error && <ErrorBox error={error} />}
      <div className="pd-two">
        {(['up', 'down'] as const).map((direction) => {
          const jobs = related.filter((job) => job.direction === direction);
          return (
            <div key={direction} className="pd-related" data-testid={`patchdata-related-${direction}`}>
              <div className="row">
                <h3 className="b5 grow">{t(`patchdata.related_${direction}`, { count: jobs.length })}</h3>
                <Button disabled={jobs.length === 0} onClick={() => onAdd(jobs.map((job) => job.job_name))}>
                  {t('patchdata.add_all')}
                </Button>
              </div>
              {jobs.length === 0 && <p className="t3">{t(`patchdata.none_${direction}`)}</p>}
              <ul className="plainlist pd-rellist">
                {jobs.slice(0, MOST_SHOWN).map((job) => (
                  <li key={job.job_id}>
                    <button type="button" className="pd-add" onClick={() => onAdd([job.job_name])}>
                      <Plus size={14} aria-hidden="true" />
                      <span className="ell grow" title={job.job_name}>
                        {job.job_name}
                      </span>
                      <span className="t3 s12">{t('patchdata.steps_away', { count: job.distance })}</span>
                    </button>
                  </li>
                ))}
              </ul>
              {jobs.length > MOST_SHOWN && (
                <p className="t3 s12">{t('patchdata.more_related', { count: jobs.length - MOST_SHOWN })}</p>
              )}
            </div>
          );
        })}
      </div>
    </Section>
  );
}
