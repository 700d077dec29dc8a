/** The dialogs behind the tree: new job, new directory, rename, delete. */

import { SegmentedControl, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentWorkspace, keys, queryClient, useNodeTypes, useTree } from '../../api/queries';
import { Dialog } from '../../components/ui/Dialog';
import { ErrorBox } from '../../components/ui/Feedback';
import { fillNode, type JobKind } from '../../lib/definition';
import {
  createDirectory,
  createJob,
  deleteDirectory,
  deleteJob,
  type NewJob,
  renameDirectory,
  renameJob,
} from './api/jobs';
import type { TreeRow } from './treeRows';

export type TreeAction =
  | { kind: 'new_job'; directory: number | null }
  | { kind: 'new_directory'; parent: number | null }
  | { kind: 'rename'; row: TreeRow }
  | { kind: 'delete'; row: TreeRow };

interface TreeDialogProps {
  action: TreeAction;
  onClose: () => void;
  onCreated: (jobId: number) => void;
  onDeleted: (jobId: number) => void;
}

const refetchTree = () => queryClient.invalidateQueries({ queryKey: keys.tree(currentWorkspace()) });

export function TreeDialog({ action, onClose, onCreated, onDeleted }: TreeDialogProps) {
  if (action.kind === 'new_job')
    return <NewJobDialog directory={action.directory} onClose={onClose} onCreated={onCreated} />;
  if (action.kind === 'delete') return <DeleteDialog row={action.row} onClose={onClose} onDeleted={onDeleted} />;
  return <NameDialog action={action} onClose={onClose} />;
}

/** The slash-separated path of every directory, for choosing one. */
function useDirectoryChoices() {
  const { t } = useTranslation();
  const directories = useTree().data?.directories ?? [];
  const path = (id: number): string => {
    const directory = directories.find((d) => d.id === id);
    if (!directory) return '';
    return directory.parent_id === null ? directory.name : `${path(directory.parent_id)} / ${directory.name}`;
  };
  return [
    { value: '', label: t('new_job.top') },
    ...directories.map((d) => ({ value: String(d.id), label: path(d.id) })),
  ];
}

function NewJobDialog({
  directory,
  onClose,
  onCreated,
}: {
  directory: number | null;
  onClose: () => void;
  onCreated: (id: number) => void;
}) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [kind, setKind] = useState<JobKind>('pipeline');
  const [place, setPlace] = useState(directory === null ? '' : String(directory));
  const [type, setType] = useState<string | null>(null);
  const types = useNodeTypes().data ?? [];
  const choices = useDirectoryChoices();
  const chosen = types.find((one) => one.name === (type ?? 'sql')) ?? types[0];
  const create = useMutation({
    mutationFn: () => {
      const job: NewJob = { name: name.trim(), directory_id: place === '' ? null : Number(place), job_kind: kind };
      if (kind === 'single_task' && chosen) {
        const node = fillNode({ id: 'n1', name: name.trim(), type: chosen.name, properties: chosen.defaults });
        job.definition = { job_kind: kind, nodes: [node] };
      }
      return createJob(job);
    },
    onSuccess: async (job) => {
      await refetchTree();
      onCreated(job.id);
      onClose();
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
          searchable
        />
      )}
      <Select
        label={t('new_job.directory')}
        data={choices}
        value={place}
        onChange={(value) => setPlace(value ?? '')}
        searchable
      />
      {create.error && <ErrorBox error={create.error} />}
    </Dialog>
  );
}

function NameDialog({
  action,
  onClose,
}: {
  action: TreeAction & { kind: 'new_directory' | 'rename' };
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const row = action.kind === 'rename' ? action.row : null;
  const old = row === null ? '' : row.kind === 'job' ? row.job.name : row.directory.name;
  const [name, setName] = useState(old);
  const change = useMutation({
    mutationFn: async (): Promise<unknown> => {
      if (action.kind === 'new_directory') return createDirectory(name.trim(), action.parent);
      if (action.row.kind === 'directory') return renameDirectory(action.row.directory.id, name.trim());
      const { id } = action.row.job;
      await renameJob(id, name.trim());
      return queryClient.invalidateQueries({ queryKey: keys.job(currentWorkspace(), id) });
    },
    onSuccess: async () => {
      await refetchTree();
      onClose();
    },
  });
  return (
    <Dialog
      title={row ? t('rename.title', { name: old }) : t('new_directory.title')}
      verb={row ? t('tree.rename') : t('new_directory.verb')}
      onClose={onClose}
      onConfirm={() => change.mutate()}
      busy={change.isPending}
      disabled={name.trim() === '' || name.trim() === old}
      testId="btn-confirm-name"
    >
      <TextInput
        label={t('new_job.name')}
        value={name}
        maxLength={128}
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {change.error && <ErrorBox error={change.error} />}
    </Dialog>
  );
}

function DeleteDialog({
  row,
  onClose,
  onDeleted,
}: {
  row: TreeRow;
  onClose: () => void;
  onDeleted: (id: number) => void;
}) {
  const { t } = useTranslation();
  const name = row.kind === 'job' ? row.job.name : row.directory.name;
  const destroy = useMutation({
    mutationFn: () => (row.kind === 'job' ? deleteJob(row.job.id) : deleteDirectory(row.directory.id)),
    onSuccess: async () => {
      if (row.kind === 'job') onDeleted(row.job.id);
      await refetchTree();
      onClose();
    },
  });
  const text: ReactNode = row.kind === 'job' ? t('delete.job_text', { name }) : t('delete.directory_text', { name });
  return (
    <Dialog
      title={t('delete.title', { name })}
      verb={t('tree.delete')}
      danger
      onClose={onClose}
      onConfirm={() => destroy.mutate()}
      busy={destroy.isPending}
      testId="btn-confirm-delete"
    >
      <p className="t2">{text}</p>
      {destroy.error && <ErrorBox error={destroy.error} />}
    </Dialog>
  );
}
