/** How the scheduling of the job stands, and what can be done with it now (R50). */

import { Button } from '@mantine/core';
import { type UseQueryResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { History, Redo2, Undo2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ApiError, isRecord } from '../../api/client';
import { useJob, usePermission } from '../../api/queries';
import { ErrorBox } from '../../components/ui/Feedback';
import { useDesigner, useDocument } from '../../designer/context';
import { minute } from '../../lib/time';
import { type JobSchedule, type ScheduleCommand, scheduleKeys, sendScheduleCommand } from './api';
import { CommandDialog } from './CommandDialog';
import { RunNowButton } from './RunNowButton';
import { COMMANDS, DOWN, ICONS, StateWord } from './states';

interface StateBarProps {
  jobId: number;
  stored: UseQueryResult<JobSchedule>;
  /** Whether the draft has a schedule; without one there is nothing to start. */
  wanted: boolean;
}

/** The submitted schedule; only periodic ones have plan times to be made up for. */
const isPeriodic = (schedule: unknown) => isRecord(schedule) && schedule.type === 'periodic';

export function StateBar({ jobId, stored, wanted }: StateBarProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const allowed = usePermission('schedule.operate');
  const job = useJob(jobId).data;
  const [asking, setAsking] = useState<ScheduleCommand | null>(null);
  const schedule = stored.data;
  const command = useMutation({
    mutationFn: ({ kind, body }: { kind: ScheduleCommand; body: Record<string, boolean> }) =>
      sendScheduleCommand(jobId, kind, body),
    onSuccess: () => setAsking(null),
    // Somebody may have begun to depend on it meanwhile.
    onError: (error, { kind }) => error instanceof ApiError && error.code === 'has_dependents' && setAsking(kind),
    onSettled: () => client.invalidateQueries({ queryKey: scheduleKeys.schedule(jobId) }),
  });
  const begin = (kind: ScheduleCommand) => {
    command.reset();
    const alone = schedule?.dependents.every((one) => DOWN.has(one.state)) ?? false;
    if (kind === 'resume') command.mutate({ kind, body: {} });
    else if (kind === 'pause' && alone) command.mutate({ kind, body: {} });
    else setAsking(kind);
  };
  const submitted = job?.submitted_version ?? null;
  // A new version brings its own schedule.
  const { refetch } = stored;
  useEffect(() => {
    if (submitted !== null) void refetch();
  }, [submitted, refetch]);
  const { dirty } = useDocument();
  const commands = schedule ? COMMANDS[schedule.state].filter((kind) => kind !== 'start' || wanted) : [];
  const startable = submitted !== null && Boolean(schedule?.schedule);
  const reason = submitted === null ? t('schedule.start_not_submitted') : t('schedule.start_no_schedule');
  return (
    <>
      <div className="schedule-head">
        <h2 className="schedule-title">{t('schedule.title')}</h2>
        {schedule && (
          <span data-testid="schedule-state" data-state={schedule.state} role="status">
            <StateWord state={schedule.state} />
          </span>
        )}
        <span className="grow" />
        <UndoButtons />
        <span className="row schedule-acts">
          {startable && isPeriodic(schedule?.schedule) && (
            <Button
              component={Link}
              to={`/patchdata/new?job=${jobId}`}
              leftSection={<History size={14} />}
              data-testid="btn-schedule-patchdata"
            >
              {t('shell.patchdata')}
            </Button>
          )}
          <RunNowButton jobId={jobId} name={job?.name ?? ''} submitted={submitted} />
          {commands.map((kind) => {
            const Icon = ICONS[kind];
            const blocked = kind === 'start' && !startable;
            return (
              <Button
                key={kind}
                leftSection={<Icon size={14} />}
                disabled={!allowed || command.isPending || blocked}
                title={blocked ? reason : undefined}
                onClick={() => begin(kind)}
                data-testid={`btn-schedule-${kind}`}
              >
                {t(`schedule.${kind}`)}
              </Button>
            );
          })}
        </span>
      </div>
      {schedule?.since && (
        <p className="schedule-note t3 s12 tn">
          {t('schedule.since', { time: minute(schedule.since, schedule.zone) })}
          {schedule.next_plan_time &&
            `, ${t('schedule.next_one', { time: minute(schedule.next_plan_time, schedule.zone) })}`}
        </p>
      )}
      {schedule && schedule.left_out > 0 && (
        <p className="schedule-note t2 s12">{t('schedule.left_out', { count: schedule.left_out })}</p>
      )}
      {commands.includes('start') && !startable && <p className="schedule-note t3 s12">{reason}</p>}
      {stored.error && <ErrorBox title={t('schedule.state_failed')} error={stored.error} />}
      {command.error && !asking && <ErrorBox title={t('schedule.command_failed')} error={command.error} />}
      {asking && schedule && (
        <CommandDialog
          kind={asking}
          schedule={schedule}
          name={job?.name ?? ''}
          version={submitted}
          changed={dirty || (job?.changed_since_submit ?? false)}
          busy={command.isPending}
          error={command.error}
          onClose={() => setAsking(null)}
          onConfirm={(body) => command.mutate({ kind: asking, body })}
        />
      )}
    </>
  );
}

function UndoButtons() {
  const { t } = useTranslation();
  const { store } = useDesigner();
  const { history } = useDocument();
  const last = history.past.at(-1)?.command;
  const next = history.future[0]?.command;
  const undo = last ? t('tools.undo_what', { what: t(`command.${last.name}`), object: last.object }) : t('tools.undo');
  const redo = next ? t('tools.redo_what', { what: t(`command.${next.name}`), object: next.object }) : t('tools.redo');
  return (
    <span className="row gap2">
      <button type="button" className="ib" aria-label={undo} title={undo} disabled={!last} onClick={() => store.undo()}>
        <Undo2 size={16} />
      </button>
      <button type="button" className="ib" aria-label={redo} title={redo} disabled={!next} onClick={() => store.redo()}>
        <Redo2 size={16} />
      </button>
    </span>
  );
}
