/** Settings and parameters of the job, shown when nothing is selected. */

import { NumberInput, SegmentedControl, Select, Switch, Textarea } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldFrame } from '../../forms/FieldFrame';
import type { JobDefinition } from '../../lib/definition';
import { useDesigner, useDocument } from '../context';
import { changeJob, type JobPatch } from '../model/commands';
import { ParameterTable } from './ParameterTable';

export function JobPanel({ name }: { name: string }) {
  const { t } = useTranslation();
  const { doc } = useDocument();
  return (
    <div className="panel-scroll">
      <header className="ptitle">
        <div className="grow">
          <h2 className="b6 ell" title={name}>
            {name}
          </h2>
          <p className="s11 t3">{t('job.counts', { nodes: doc.nodes.length, edges: doc.edges.length })}</p>
        </div>
      </header>
      <JobSections />
    </div>
  );
}

/** Parameters and settings; a single-task job shows them beside its form. */
export function JobSections() {
  const { t } = useTranslation();
  const { store } = useDesigner();
  const { doc } = useDocument();
  const change = (patch: JobPatch) => store.run(changeJob(store.get().doc, patch));
  return (
    <>
      <section className="psec">
        <h3 className="ph">{t('job.parameters')}</h3>
        <ParameterTable params={doc.params} onChange={(params) => change({ params })} />
      </section>
      <JobSettings doc={doc} onChange={change} />
    </>
  );
}

function JobSettings({ doc, onChange }: { doc: JobDefinition; onChange: (patch: JobPatch) => void }) {
  const { t } = useTranslation();
  const base = useId();
  return (
    <section className="psec">
      <h3 className="ph">{t('job.settings')}</h3>
      <FieldFrame label={t('job.description')} forId={`${base}-description`}>
        <Textarea
          id={`${base}-description`}
          autosize
          minRows={2}
          maxRows={8}
          value={doc.description}
          onChange={(event) => onChange({ description: event.currentTarget.value })}
        />
      </FieldFrame>
      {doc.job_kind === 'pipeline' && (
        <div className="field">
          <span className="lab">{t('job.multi_if')}</span>
          <SegmentedControl
            fullWidth
            aria-label={t('job.multi_if')}
            value={doc.multi_if}
            data={[
              { value: 'OR', label: t('job.multi_if_OR') },
              { value: 'AND', label: t('job.multi_if_AND') },
            ]}
            onChange={(value) => onChange({ multi_if: value as 'OR' | 'AND' })}
          />
        </div>
      )}
      <div className="pair">
        <FieldFrame label={t('job.priority')} forId={`${base}-priority`}>
          <Select
            id={`${base}-priority`}
            data={(['0', '1', '2'] as const).map((value) => ({ value, label: t(`job.priority_${value}`) }))}
            value={String(doc.priority)}
            onChange={(value) => onChange({ priority: Number(value) })}
          />
        </FieldFrame>
        <FieldFrame label={t('job.timeout')} forId={`${base}-timeout`}>
          <NumberInput
            id={`${base}-timeout`}
            min={0}
            max={1440}
            allowDecimal={false}
            placeholder={t('node.no_limit')}
            value={doc.instance_timeout_minutes || ''}
            onChange={(value) => onChange({ instance_timeout_minutes: typeof value === 'number' ? value : 0 })}
          />
        </FieldFrame>
      </div>
      <Switch
        label={t('job.dry_run')}
        checked={doc.dry_run}
        onChange={(event) => onChange({ dry_run: event.currentTarget.checked })}
      />
    </section>
  );
}
