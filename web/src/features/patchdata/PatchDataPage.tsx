/** The list of PatchData tasks, newest first. */

import { Button, Select } from '@mantine/core';
import { History, Plus, SearchX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { usePermission } from '../../api/queries';
import { Empty, PageError } from '../../components/ui/Feedback';
import { Status } from '../../components/ui/Icon';
import { minute } from '../../lib/time';
import { type Task, type TaskState, useTasks } from './api';
import { ProgressBar } from './ProgressBar';
import { taskStatus } from './taskLook';
import '../../styles/patchdata.css';

const STATES: readonly TaskState[] = ['running', 'success', 'failed', 'canceled'];

export function PatchDataPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const state = STATES.find((one) => one === search.get('state')) ?? '';
  const tasks = useTasks(state);
  const allowed = usePermission('patchdata.run');
  const rows = tasks.data?.pages.flatMap((page) => page.items) ?? [];
  const create = (
    <Button
      variant="filled"
      leftSection={<Plus size={14} />}
      component={Link}
      to="/patchdata/new"
      data-testid="btn-new-patchdata"
    >
      {t('patchdata.new')}
    </Button>
  );
  const empty = tasks.data !== undefined && rows.length === 0;
  return (
    <main className="grow page instances">
      <div className="bar h48 noborder">
        <h1 className="pagetitle">{t('shell.patchdata')}</h1>
        <Select
          w={180}
          aria-label={t('run.state')}
          placeholder={t('patchdata.any_state')}
          data={STATES.map((value) => ({ value, label: t(`status.${value}`) }))}
          value={state || null}
          onChange={(value) => setSearch(value ? { state: value } : {})}
          clearable
        />
        <span className="grow" />
        {allowed && !(empty && state === '') && create}
      </div>
      {tasks.error && !tasks.data && (
        <PageError title={t('patchdata.failed')} error={tasks.error} onRetry={() => void tasks.refetch()} />
      )}
      {empty && state !== '' && (
        <Empty icon={<SearchX size={24} />} title={t('patchdata.nothing_found')}>
          <Button onClick={() => setSearch({})}>{t('instances.clear')}</Button>
        </Empty>
      )}
      {empty && state === '' && (
        <Empty icon={<History size={24} />} title={t('patchdata.empty')} text={t('patchdata.empty_text')}>
          {allowed && create}
        </Empty>
      )}
      {rows.length > 0 && (
        <div className="pd-tasks">
          <table className="pd-table" data-testid="patchdata-tasks">
            <thead>
              <tr>
                <th className="pd-c-state">{t('run.state')}</th>
                <th>{t('patchdata.name')}</th>
                <th>{t('patchdata.jobs')}</th>
                <th className="pd-c-progress">{t('patchdata.progress')}</th>
                <th className="num pd-c-count">{t('patchdata.instances')}</th>
                <th className="pd-c-who">{t('patchdata.created_by')}</th>
                <th className="pd-c-time">{t('patchdata.created_at')}</th>
                <th className="pd-c-time">{t('patchdata.ended_at')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((task) => (
                <Row key={task.id} task={task} />
              ))}
            </tbody>
          </table>
          {tasks.hasNextPage && (
            <div className="pd-more">
              <Button onClick={() => void tasks.fetchNextPage()} loading={tasks.isFetchingNextPage}>
                {t('patchdata.more')}
              </Button>
            </div>
          )}
        </div>
      )}
    </main>
  );
}

function Row({ task }: { task: Task }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const jobs = task.jobs.map((job) => job.job_name).join(', ');
  const end = task.ended_at ?? task.estimated_end;
  return (
    <tr
      onClick={() => void navigate(`/patchdata/${task.id}`)}
      data-testid={`patchdata-row-${task.id}`}
      data-state={taskStatus(task)}
    >
      <td>
        <Status status={taskStatus(task)} />
      </td>
      <td className="ell" title={task.name}>
        <Link to={`/patchdata/${task.id}`} className="b5" onClick={(event) => event.stopPropagation()}>
          {task.name}
        </Link>
      </td>
      <td className="ell t2" title={jobs}>
        {jobs}
      </td>
      <td>
        <ProgressBar task={task} />
      </td>
      <td className="num tn">{task.total.toLocaleString(i18n.language)}</td>
      <td className="ell t2" title={task.created_by}>
        {task.created_by}
      </td>
      <td className="tn t2">{minute(task.created_at)}</td>
      <td className="tn t2">{task.ended_at || !end ? minute(end) : t('patchdata.about', { time: minute(end) })}</td>
    </tr>
  );
}
