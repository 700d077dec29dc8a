/** Starting, pausing, resuming and stopping from a list: what cannot be taken back asks first (R46). */

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, get } from '../../../api/client';
import { useTree, ws } from '../../../api/queries';
import { type JobSchedule, type ScheduleCommand, scheduleKeys, sendScheduleCommand } from '../api';
import { CommandDialog } from '../CommandDialog';
import { overviewKeys, type ScheduleRow } from './api';

interface Asking {
  readonly row: ScheduleRow;
  readonly kind: ScheduleCommand;
}

export function useScheduleCommands() {
  const client = useQueryClient();
  const [asking, setAsking] = useState<Asking | null>(null);
  const command = useMutation({
    mutationFn: ({ row, kind, body }: Asking & { body: Record<string, boolean> }) =>
      sendScheduleCommand(row.job_id, kind, body),
    onSuccess: () => setAsking(null),
    // Somebody may have begun to depend on it meanwhile.
    onError: (error, { row, kind }) =>
      error instanceof ApiError && error.code === 'has_dependents' && setAsking({ row, kind }),
    onSettled: (_answer, _error, { row }) =>
      Promise.all([
        client.invalidateQueries({ queryKey: overviewKeys.list() }),
        client.invalidateQueries({ queryKey: scheduleKeys.schedule(row.job_id) }),
      ]),
  });
  const begin = (row: ScheduleRow, kind: ScheduleCommand) => {
    command.reset();
    const plain = kind === 'resume' || (kind === 'pause' && row.dependents === 0);
    if (plain) command.mutate({ row, kind, body: {} });
    else setAsking({ row, kind });
  };
  const dialog = asking && (
    <AskedCommand
      asking={asking}
      busy={command.isPending}
      error={command.error}
      onClose={() => setAsking(null)}
      onConfirm={(body) => command.mutate({ ...asking, body })}
    />
  );
  const about = command.variables?.row.job_name ?? '';
  return { begin, dialog, busy: command.isPending, about, error: asking ? null : command.error, reset: command.reset };
}

interface AskedCommandProps {
  asking: Asking;
  busy: boolean;
  error: unknown;
  onClose: () => void;
  onConfirm: (body: Record<string, boolean>) => void;
}

/** Opens once the names of the jobs before and behind it are known. */
function AskedCommand({ asking, ...props }: AskedCommandProps) {
  const { row, kind } = asking;
  const tree = useTree().data;
  const schedule = useQuery({
    queryKey: scheduleKeys.schedule(row.job_id),
    queryFn: () => get<JobSchedule>(ws(`/jobs/${row.job_id}/schedule`)),
    staleTime: 0,
  });
  const known = schedule.data ?? (schedule.error ? NOTHING_KNOWN : null);
  if (!known) return null;
  return (
    <CommandDialog
      kind={kind}
      schedule={known}
      name={row.job_name}
      version={row.submitted_version}
      changed={tree?.jobs.find((job) => job.id === row.job_id)?.changed_since_submit ?? false}
      {...props}
      error={props.error ?? schedule.error}
    />
  );
}

const NOTHING_KNOWN: JobSchedule = {
  job_name: '',
  sentence: '',
  schedule: null,
  state: 'not_started',
  since: null,
  zone: 'UTC',
  next_plan_time: null,
  left_out: 0,
  dependents: [],
  upstream: [],
};
