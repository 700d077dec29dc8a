/** Settings and parameters of the job, shown when nothing is selected. */

import { NumberInput, SegmentedControl, Select, Switch } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldFrame } from '../../forms/FieldFrame';
import type { JobDefinition } from '../../lib/definition';
import { useDesigner, useDocument } from '../context';
import { changeJob, type JobPatch } from '../model/commands';
import { LiveScope } from './LiveScope';
import { NotesField } from './NotesField';
import { ParameterTable } from './ParameterTable';
import { PlanTimePicker } from './PlanTimePicker';
import { Section } from './Section';
import { useFieldErrors } from './useFieldErrors';

export function JobPanel({ name }: { name: string }) {
  const { t } = useTranslation();
  const { doc } = useDocument();
  return (
    <LiveScope>
      <header className="ptitle">
        <div className="grow">
          <h2 className="b6 ell" title={name}>
            {name}
          </h2>
          <p className="s11 t3">{t('job.counts', { nodes: doc.nodes.length, edges: doc.edges.length })}</p>
        </div>
      </header>
      <div className="panel-scroll panel-lined">
        <JobSections />
      </div>
    </LiveScope>
  );
}

/** Parameters and settings; a single-task job shows them beside its editor. */
export function JobSections({ part }: { part?: 'parameters' | 'settings' }) {
  const { t } = useTranslation();
  const { store, problems } = useDesigner();
  const { doc } = useDocument();
  const errors = useFieldErrors(problems, 'params');
  const change = (patch: JobPatch) => store.run(changeJob(store.get().doc, patch));
  return (
    <>
      {part !== 'settings' && (
        <Section
          name="params"
          title={t('job.parameters')}
          aside={<PlanTimePicker />}
          fields={['params']}
          summary={doc.params.map((param) => param.name).join(', ')}
        >
          {doc.params.length === 0 && <p className="t3 s12">{t('job.no_parameters')}</p>}
          <ParameterTable params={doc.params} problems={errors} onChange={(params) => change({ params })} />
          {doc.params.length === 0 && <p className="t3 s11">{t('param.paste_help')}</p>}
        </Section>
      )}
      {part !== 'parameters' && <JobSettings doc={doc} onChange={change} />}
    </>
  );
}

function JobSettings({ doc, onChange }: { doc: JobDefinition; onChange: (patch: JobPatch) => void }) {
  const { t } = useTranslation();
  const base = useId();
  const conditions = doc.edges.filter((edge) => edge.condition !== null).length;
  const minutes = doc.instance_timeout_minutes;
  return (
    <>
      <Section
        name="job_run"
        title={t('job.running')}
        fields={['priority', 'instance_timeout_minutes', 'dry_run']}
        summary={t('job.running_words', { priority: t(`job.priority_${doc.priority as 0 | 1 | 2}`) })}
      >
        <div className="pair">
          <FieldFrame label={t('job.priority')} forId={`${base}-priority`}>
            <Select
              id={`${base}-priority`}
              data-field="priority"
              data={(['0', '1', '2'] as const).map((value) => ({ value, label: t(`job.priority_${value}`) }))}
              value={String(doc.priority)}
              onChange={(value) => onChange({ priority: Number(value) })}
            />
          </FieldFrame>
          <FieldFrame
            label={t('job.timeout')}
            forId={`${base}-timeout`}
            onReset={minutes === 0 ? undefined : () => onChange({ instance_timeout_minutes: 0 })}
            fallback={t('node.no_limit')}
          >
            <NumberInput
              id={`${base}-timeout`}
              data-field="instance_timeout_minutes"
              min={0}
              max={1440}
              allowDecimal={false}
              placeholder={t('node.no_limit')}
              value={minutes || ''}
              onChange={(value) => onChange({ instance_timeout_minutes: typeof value === 'number' ? value : 0 })}
            />
          </FieldFrame>
        </div>
        <Switch
          label={t('job.dry_run')}
          data-field="dry_run"
          checked={doc.dry_run}
          onChange={(event) => onChange({ dry_run: event.currentTarget.checked })}
        />
      </Section>
      {doc.job_kind === 'pipeline' && (
        <Section
          name="job_conditions"
          title={t('job.conditions')}
          fields={['multi_if']}
          summary={t(`job.multi_if_${doc.multi_if}`)}
        >
          <div className="field">
            <span className="lab">{t('job.multi_if')}</span>
            <SegmentedControl
              fullWidth
              data-field="multi_if"
              aria-label={t('job.multi_if')}
              value={doc.multi_if}
              data={[
                { value: 'OR', label: t('job.multi_if_OR') },
                { value: 'AND', label: t('job.multi_if_AND') },
              ]}
              onChange={(value) => onChange({ multi_if: value as 'OR' | 'AND' })}
            />
            <span className="hint">{t('job.multi_if_help', { count: conditions })}</span>
          </div>
        </Section>
      )}
      <Section name="job_notes" title={t('job.description')} fields={['description']}>
        <NotesField
          label={t('job.description_about')}
          dataField="description"
          value={doc.description}
          minRows={3}
          onChange={(description) => onChange({ description })}
        />
      </Section>
    </>
  );
}
