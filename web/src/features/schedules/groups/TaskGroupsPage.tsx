/** Task groups: how many nodes may run at once, how many do, and who uses each (R86). */

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Layers, Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { get } from '../../../api/client';
import { currentWorkspace, usePermission, ws } from '../../../api/queries';
import type { ListOf } from '../../../api/types';
import { Empty, PageError } from '../../../components/ui/Feedback';
import { SchedulingFrame } from '../overview/SchedulingFrame';
import { DeleteGroup, GroupDialog, type TaskGroup } from './GroupDialogs';

const AGAIN_MS = 5000;

export function TaskGroupsPage() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const mayEdit = usePermission('task_group.edit');
  const groups = useQuery({
    queryKey: ['task_groups', currentWorkspace()],
    queryFn: async () => (await get<ListOf<TaskGroup>>(ws('/task_groups?limit=200'))).items,
    refetchInterval: AGAIN_MS,
    staleTime: 0,
  });
  const [editing, setEditing] = useState<TaskGroup | 'new' | null>(null);
  const [deleting, setDeleting] = useState<TaskGroup | null>(null);
  const items = groups.data ?? [];
  const wanted = search.get('id');
  const add = (
    <Button
      variant="filled"
      leftSection={<Plus size={14} />}
      disabled={!mayEdit}
      onClick={() => setEditing('new')}
      data-testid="btn-new-group"
    >
      {t('groups.new')}
    </Button>
  );
  return (
    <SchedulingFrame note={groups.data?.length} actions={items.length > 0 && add}>
      {groups.error && !groups.data && (
        <PageError title={t('groups.failed')} error={groups.error} onRetry={() => void groups.refetch()} />
      )}
      {groups.data && items.length === 0 && (
        <Empty icon={<Layers size={24} />} title={t('groups.empty')} text={t('groups.empty_text')}>
          {add}
        </Empty>
      )}
      {items.length > 0 && (
        <div className="grow futurescroll">
          <table className="fixed grouptable">
            <thead>
              <tr>
                <th className="col-name">{t('new_job.name')}</th>
                <th className="num col-small">{t('groups.running')}</th>
                <th className="num col-small">{t('groups.max')}</th>
                <th className="col-places">{t('groups.places')}</th>
                <th className="num col-small">{t('groups.queued')}</th>
                <th>{t('connections.used_by')}</th>
                <th className="col-description">{t('job.description')}</th>
                <th className="col-buttons">
                  <span className="sr">{t('scheduling.column_actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((group) => (
                <GroupRow
                  key={group.id}
                  group={group}
                  on={String(group.id) === wanted}
                  mayEdit={mayEdit}
                  onEdit={() => setEditing(group)}
                  onDelete={() => setDeleting(group)}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {editing && <GroupDialog group={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
      {deleting && <DeleteGroup group={deleting} onClose={() => setDeleting(null)} />}
    </SchedulingFrame>
  );
}

interface GroupRowProps {
  group: TaskGroup;
  on: boolean;
  mayEdit: boolean;
  onEdit: () => void;
  onDelete: () => void;
}

const FULL = 100;

function GroupRow({ group, on, mayEdit, onEdit, onDelete }: GroupRowProps) {
  const { t } = useTranslation();
  const share = Math.min(FULL, (group.running / group.max) * FULL);
  return (
    <tr className={on ? 'on' : ''} data-testid={`group-row-${group.name}`}>
      <td className="b5 ell" title={group.name}>
        {group.name}
      </td>
      <td className="num">{group.running}</td>
      <td className="num">{group.max}</td>
      <td>
        <span className="placebar" aria-hidden="true">
          <span style={{ width: `${share}%` }} />
        </span>
      </td>
      <td className={`num ${group.queued > 0 ? 'st-queued b5' : 't3'}`}>{group.queued}</td>
      <td>
        <UsedBy group={group} />
      </td>
      <td className="t2 ell" title={group.description}>
        {group.description}
      </td>
      <td>
        <span className="row gap2">
          <button
            type="button"
            className="ib sm"
            disabled={!mayEdit}
            aria-label={t('groups.edit', { name: group.name })}
            title={t('groups.edit', { name: group.name })}
            onClick={onEdit}
          >
            <Pencil size={14} />
          </button>
          <button
            type="button"
            className="ib sm"
            disabled={!mayEdit}
            aria-label={t('groups.delete', { name: group.name })}
            title={t('groups.delete', { name: group.name })}
            onClick={onDelete}
          >
            <Trash2 size={14} />
          </button>
        </span>
      </td>
    </tr>
  );
}

function UsedBy({ group }: { group: TaskGroup }) {
  const { t } = useTranslation();
  const first = group.used_by[0];
  if (!first) return <span className="t3">{t('groups.unused')}</span>;
  const names = group.used_by.map((use) => use.job_name).join(', ');
  return (
    <span className="row gap4" title={names}>
      <Link className="link ell" to={`/development/${first.job_id}/schedule`}>
        {first.job_name}
      </Link>
      {group.used_by.length > 1 && (
        <span className="t3 s12">{t('scheduling.more_jobs', { count: group.used_by.length - 1 })}</span>
      )}
    </span>
  );
}
