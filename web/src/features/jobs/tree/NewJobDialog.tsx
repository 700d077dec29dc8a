/** A new job: its name, its place, and whether it is drawn or is one task. */

import { SegmentedControl, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNodeTypes } from '../../../api/queries';
import { Dialog } from '../../../components/ui/Dialog';
import { ErrorBox } from '../../../components/ui/Feedback';
import { fillNode, type JobKind } from '../../../lib/definition';
import { createJob, type NewJob } from '../api/jobs';
import { DirectoryField } from './DirectoryField';
import type { TreeIndex } from './treeIndex';
import { refetchTree } from './useTreeData';

interface NewJobDialogProps {
  directory: number | null;
  index: TreeIndex;
  onClose: () => void;
  onCreated: (id: number) => void;
}

/** Names of jobs may hold signs that names of nodes may not. */
export function nodeName(jobName: string): string {
  return jobName.replace(/[^\p{L}\p{M}\p{N}_\-. ]/gu, '_').trim() || 'task';
}

export function NewJobDialog({ directory, index, onClose, onCreated }: NewJobDialogProps) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [kind, setKind] = useState<JobKind>('pipeline');
  const [place, setPlace] = useState(directory);
  const [type, setType] = useState<string | null>(null);
  const types = useNodeTypes().data ?? [];
  const chosen = types.find((one) => one.name === (type ?? 'sql')) ?? types[0];
  const create = useMutation({
    mutationFn: () => {
      const job: NewJob = { name: name.trim(), directory_id: place, job_kind: kind };
      if (kind === 'single_task' && chosen) {
        const named = { id: 'n1', name: nodeName(job.name), type: chosen.name, properties: chosen.defaults };
        job.definition = { job_kind: kind, nodes: [fillNode(named)] };
      }
      return createJob(job);
    },
    onSuccess: async (job) => {
      await refetchTree();
      onClose();
      onCreated(job.id);
    },
  });
  return (
    <Dialog
      title={t('new_job.title')}
      verb={t('new_job.verb')}
      onClose={onClose}
      onConfirm={() => create.mutate()}
      busy={create.isPending}
      disabled={name.trim() === ''}
      testId="btn-create-job"
    >
      <TextInput
        label={t('new_job.name')}
        value={name}
        maxLength={128}
        data-autofocus
        data-testid="new-job-name"
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <div className="field">
        <span className="lab">{t('new_job.kind')}</span>
        <SegmentedControl
          fullWidth
          aria-label={t('new_job.kind')}
          value={kind}
          data={[
            { value: 'pipeline', label: t('new_job.pipeline') },
            { value: 'single_task', label: t('new_job.single_task') },
          ]}
          onChange={(value) => setKind(value as JobKind)}
        />
        <span className="hint">{t(`new_job.${kind}_help`)}</span>
      </div>
      {kind === 'single_task' && (
        <Select
          label={t('new_job.type')}
          data={types.map((one) => ({ value: one.name, label: one.label }))}
          value={chosen?.name ?? null}
          onChange={setType}
          allowDeselect={false}
          searchable
        />
      )}
      <DirectoryField index={index} value={place} onChange={setPlace} />
      {create.error && <ErrorBox error={create.error} />}
    </Dialog>
  );
}
