/** What one row of the tree shows: icon, name, marks, and the state of the newest instance at the right. */

import { CalendarOff, ChevronDown, ChevronRight, CirclePause, FileCode2, Folder, FolderOpen } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TreeJob } from '../../../api/types';
import { NodeIcon, StateIcon } from '../../../components/ui/Icon';
import { useDirtyIds } from '../openJobs';
import { MarkedName } from './TreeName';
import { isUnscheduled } from './treeFilter';
import type { DirectoryRow, JobRow } from './treeRows';

export function DirectoryRowView({ row, field }: { row: DirectoryRow; field: ReactNode }) {
  const { t } = useTranslation();
  const { name } = row.directory;
  return (
    <>
      {row.open ? <ChevronDown size={14} className="i" /> : <ChevronRight size={14} className="i" />}
      {row.open ? <FolderOpen size={15} className="i" /> : <Folder size={15} className="i" />}
      {field ?? (
        <span className="nm" title={name}>
          <MarkedName name={name} hits={row.hits} />
        </span>
      )}
      <span className="end s11 tn" title={t('tree.jobs_inside', { count: row.count })}>
        <span aria-hidden="true">{row.count}</span>
        <span className="sr-only">{t('tree.jobs_inside', { count: row.count })}</span>
      </span>
    </>
  );
}

export function JobRowView({ row, field }: { row: JobRow; field: ReactNode }) {
  const { job } = row;
  return (
    <>
      {job.job_kind === 'single_task' ? <FileCode2 size={15} className="i" /> : <NodeIcon icon="subjob" size={15} />}
      {field ?? (
        <span className="nm" title={job.name}>
          <MarkedName name={job.name} hits={row.hits} />
        </span>
      )}
      <ChangeMark job={job} />
      <span className="end s11">
        {job.submitted_version === null ? <DraftWord /> : <ScheduleMark job={job} />}
        {job.last_instance && <LastState status={job.last_instance.status} />}
      </span>
    </>
  );
}

/** One dot for what is not yet in production, whether it is saved already or not: it stands still while somebody types. */
function ChangeMark({ job }: { job: TreeJob }) {
  const { t } = useTranslation();
  const unsaved = useDirtyIds().has(job.id);
  if (!unsaved && (job.submitted_version === null || !job.changed_since_submit)) return null;
  const text = unsaved ? t('tree.unsaved') : t('tree.changed', { version: job.submitted_version });
  return <span className="dot" role="img" aria-label={text} title={text} />;
}

function DraftWord() {
  const { t } = useTranslation();
  return <span title={t('tree.draft_help')}>{t('tree.draft')}</span>;
}

function ScheduleMark({ job }: { job: TreeJob }) {
  const { t } = useTranslation();
  if (job.schedule_state === 'scheduling') return null;
  const text = isUnscheduled(job)
    ? t(job.schedule_state === 'stopped' ? 'tree.schedule_stopped' : 'tree.unscheduled')
    : t('tree.schedule_paused');
  const Drawing = isUnscheduled(job) ? CalendarOff : CirclePause;
  return (
    <span className="tree-mark" role="img" aria-label={text} title={text}>
      <Drawing size={13} aria-hidden="true" />
    </span>
  );
}

function LastState({ status }: { status: NonNullable<TreeJob['last_instance']>['status'] }) {
  const { t } = useTranslation();
  return (
    <span className="tree-mark" title={t('tree.last_state', { state: t(`status.${status}`) })}>
      <StateIcon status={status} size={14} named />
    </span>
  );
}
