/** Making, changing and deleting a task group. */

import { NumberInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { post, put, remove } from '../../../api/client';
import type { components } from '../../../api/generated';
import { currentWorkspace, queryClient, ws } from '../../../api/queries';
import { Dialog } from '../../../components/ui/Dialog';
import { ErrorBox } from '../../../components/ui/Feedback';
import { useSchedulingSettings } from '../api';

export type TaskGroup = components['schemas']['TaskGroupAnswer'];

const DEFAULT_MAX = 5;
const refetchGroups = () => queryClient.invalidateQueries({ queryKey: ['task_groups', currentWorkspace()] });

export function GroupDialog({ group, onClose }: { group: TaskGroup | null; onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(group?.name ?? '');
  const [description, setDescription] = useState(group?.description ?? '');
  const [max, setMax] = useState<number | null>(group?.max ?? DEFAULT_MAX);
  const limits = useSchedulingSettings().data?.limits;
  const limit = limits && 'task_group' in limits ? Number(limits.task_group) : undefined;
  const save = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), description: description.trim(), max };
      return group
        ? put<TaskGroup>(ws(`/task_groups/${group.id}`), { ...body, revision: group.revision })
        : post<TaskGroup>(ws('/task_groups'), body);
    },
    onSuccess: async () => {
      await refetchGroups();
      onClose();
    },
  });
  return (
    <Dialog
      title={group ? t('groups.edit', { name: group.name }) : t('groups.new')}
      verb={t(group ? 'bar.save' : 'groups.create')}
      consequence={group ? t('groups.at_once') : undefined}
      onClose={onClose}
      onConfirm={() => save.mutate()}
      busy={save.isPending}
      disabled={name.trim() === '' || max === null || max < 1}
      testId="btn-save-group"
    >
      <TextInput
        label={t('new_job.name')}
        value={name}
        maxLength={128}
        data-autofocus
        data-testid="group-name"
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NumberInput
        label={t('groups.max_label')}
        description={limit === undefined ? undefined : t('groups.max_help', { limit })}
        value={max ?? ''}
        min={1}
        allowDecimal={false}
        allowNegative={false}
        data-testid="group-max"
        onChange={(value) => setMax(typeof value === 'number' ? value : null)}
      />
      <TextInput
        label={t('job.description')}
        value={description}
        maxLength={1000}
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
      {save.error && <ErrorBox error={save.error} />}
    </Dialog>
  );
}

export function DeleteGroup({ group, onClose }: { group: TaskGroup; onClose: () => void }) {
  const { t } = useTranslation();
  const destroy = useMutation({
    mutationFn: () => remove<null>(ws(`/task_groups/${group.id}`)),
    onSuccess: onClose,
    onSettled: refetchGroups,
  });
  const used = group.used_by.length > 0;
  return (
    <Dialog
      title={t('delete.title', { name: group.name })}
      verb={t('tree.delete')}
      danger
      disabled={used}
      onClose={onClose}
      onConfirm={() => destroy.mutate()}
      busy={destroy.isPending}
      testId="btn-confirm-delete"
    >
      <p className="t2">{t(used ? 'groups.delete_blocked' : 'groups.delete_text', { name: group.name })}</p>
      {used && (
        <ul className="namelist">
          {group.used_by.map((use) => (
            <li key={use.job_id} className="row">
              <Link className="link ell" to={`/development/${use.job_id}/schedule`} title={use.job_name}>
                {use.job_name}
              </Link>
              <span className="t3 s12 ell">{use.nodes.join(', ')}</span>
            </li>
          ))}
        </ul>
      )}
      {destroy.error && <ErrorBox error={destroy.error} />}
    </Dialog>
  );
}
