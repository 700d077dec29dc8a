/** One PatchData task: how far it is, what became of its instances, and what can be done with it. */

import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ArrowLeft, Pause, Play, RotateCcw, Square } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { usePermission } from '../../api/queries';
import { Dialog } from '../../components/ui/Dialog';
import { ErrorBox, PageError } from '../../components/ui/Feedback';
import { StateIcon, Status } from '../../components/ui/Icon';
import { LOOKS } from '../../lib/status';
import { duration, minute } from '../../lib/time';
import { useNow } from '../../runs/useNow';
import { patchKeys, sendTaskCommand, type Task, type TaskCommand, useTask } from './api';
import { ProgressBar } from './ProgressBar';
import { TaskEntries } from './TaskEntries';
import { retryOf, sharesOf, taskStatus } from './taskLook';
import '../../styles/patchdata.css';

export function TaskPage() {
  const { t } = useTranslation();
  const id = Number(useParams().taskId);
  const task = useTask(id);
  if (task.error && !task.data) {
    return (
      <main className="grow page">
        <PageError title={t('patchdata.task_failed')} error={task.error} onRetry={() => void task.refetch()} />
      </main>
    );
  }
  if (!task.data) return <main className="grow page" aria-busy="true" />;
  return (
    <main className="grow page instances">
      <Head task={task.data} />
      <Counts task={task.data} />
      <TaskEntries task={task.data} />
    </main>
  );
}

function Head({ task }: { task: Task }) {
  const { t } = useTranslation();
  return (
    <>
      <div className="bar h48 noborder">
        <Link to="/patchdata" className="ib" aria-label={t('patchdata.to_list')} title={t('patchdata.to_list')}>
          <ArrowLeft size={16} />
        </Link>
        <h1 className="pagetitle ell" title={task.name}>
          {task.name}
        </h1>
        <span data-testid="patchdata-state" data-state={taskStatus(task)}>
          <Status status={taskStatus(task)} boxed />
        </span>
        <span className="grow" />
        <Commands task={task} />
      </div>
      <Facts task={task} />
    </>
  );
}

function Facts({ task }: { task: Task }) {
  const { t } = useTranslation();
  const now = useNow(task.ended_at === null);
  const took = (task.ended_at ? Date.parse(task.ended_at) : now) - Date.parse(task.created_at);
  const end = task.ended_at ? minute(task.ended_at) : task.estimated_end ? minute(task.estimated_end) : '–';
  const facts = [
    [t('patchdata.created_by'), task.created_by],
    [t('patchdata.created_at'), minute(task.created_at)],
    [t(task.ended_at ? 'patchdata.ended_at' : 'patchdata.tile_end'), end],
    [t('patchdata.took'), duration(took)],
    [t('patchdata.priority'), String(task.priority)],
    [t('patchdata.jobs'), task.jobs.map((job) => job.job_name).join(', ')],
  ] as const;
  return (
    <dl className="pd-factbar">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt className="t2 s12">{name}</dt>
          <dd className="tn ell" title={value}>
            {value}
          </dd>
        </div>
      ))}
    </dl>
  );
}

const ICONS = { pause: Pause, resume: Play, stop: Square, retry: RotateCcw } as const;

function possible(task: Task): TaskCommand[] {
  const again = retryOf(task) === null ? [] : (['retry'] as const);
  return task.state === 'running' ? [...again, task.paused ? 'resume' : 'pause', 'stop'] : [...again];
}

function Commands({ task }: { task: Task }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const allowed = usePermission('patchdata.run');
  const [stopping, setStopping] = useState(false);
  const command = useMutation({
    mutationFn: (kind: TaskCommand) => sendTaskCommand(task.id, kind),
    onSuccess: () => setStopping(false),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: patchKeys.task(task.id) }),
        client.invalidateQueries({ queryKey: patchKeys.entries(task.id) }),
      ]),
  });
  const open = sharesOf(task);
  const left = task.total - finalCount(task);
  const again = retryOf(task);
  return (
    <>
      {command.error && !stopping && <ErrorBox error={command.error} />}
      {possible(task).map((kind) => {
        const Icon = ICONS[kind];
        return (
          <Button
            key={kind}
            leftSection={<Icon size={14} />}
            disabled={!allowed || command.isPending}
            onClick={() => (kind === 'stop' ? setStopping(true) : command.mutate(kind))}
            data-testid={`btn-patchdata-${kind}`}
          >
            {kind === 'retry'
              ? t(`patchdata.retry_${again?.of ?? 'failed'}`, { count: again?.count ?? 0 })
              : t(`patchdata.${kind}`)}
          </Button>
        );
      })}
      {stopping && (
        <Dialog
          title={t('patchdata.stop_title', { name: task.name })}
          verb={t('patchdata.stop_verb', { count: left })}
          consequence={t('patchdata.stop_consequence')}
          danger
          busy={command.isPending}
          onClose={() => setStopping(false)}
          onConfirm={() => command.mutate('stop')}
          testId="btn-confirm-stop"
        >
          <p>{t('patchdata.stop_text', { count: left })}</p>
          <ul className="plainlist">
            {open.shares
              .filter(({ status }) => !FINAL.has(status))
              .map(({ status, count }) => (
                <li key={status}>
                  <Status status={status} /> <span className="tn">{count}</span>
                </li>
              ))}
          </ul>
          {command.error && <ErrorBox error={command.error} />}
        </Dialog>
      )}
    </>
  );
}

const FINAL = new Set<string>(['success', 'failure_ignored', 'force_success', 'failed', 'canceled', 'frozen']);
const finalCount = (task: Task) =>
  Object.entries(task.counts).reduce((sum, [status, count]) => sum + (FINAL.has(status) ? count : 0), 0);

function Counts({ task }: { task: Task }) {
  const { t, i18n } = useTranslation();
  const { shares, left } = sharesOf(task);
  return (
    <div className="pd-counts" data-testid="patchdata-counts">
      <ProgressBar task={task} />
      <ul className="plainlist pd-chips">
        {shares.map(({ status, count }) => (
          <li key={status}>
            <Link
              className={`pd-chip st-${LOOKS[status].hue}`}
              to={`/instances?trigger=patchdata&batch=${task.id}&status=${status}`}
              data-testid={`count-${status}`}
            >
              <StateIcon status={status} size={14} />
              {t(LOOKS[status].word)} <span className="tn">{count.toLocaleString(i18n.language)}</span>
            </Link>
          </li>
        ))}
        {left > 0 && (
          <li className="pd-chip t2">
            {t('patchdata.not_made')} <span className="tn">{left.toLocaleString(i18n.language)}</span>
          </li>
        )}
      </ul>
    </div>
  );
}
