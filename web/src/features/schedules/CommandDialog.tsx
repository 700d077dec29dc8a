/** The dialog of starting, pausing and stopping the schedule of a job. */

import { Radio } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/client';
import { Dialog } from '../../components/ui/Dialog';
import { ErrorBox } from '../../components/ui/Feedback';
import type { JobSchedule, ScheduleCommand } from './api';
import { DOWN, StateWord } from './states';

interface CommandDialogProps {
  kind: ScheduleCommand;
  schedule: JobSchedule;
  name: string;
  version: number | null;
  /** The draft differs from the version that would be scheduled. */
  changed: boolean;
  busy: boolean;
  error: unknown;
  onClose: () => void;
  onConfirm: (body: Record<string, boolean>) => void;
}

/** Asks before a job is started, paused or stopped, with the jobs that this touches (R46). */
export function CommandDialog({ kind, schedule, name, version, changed, ...props }: CommandDialogProps) {
  const { t } = useTranslation();
  const resting = schedule.upstream.filter((one) => one.state !== null && DOWN.has(one.state));
  const [upstream, setUpstream] = useState(resting.length > 0 ? 'with' : 'alone');
  const waiting = schedule.dependents.filter((one) => !DOWN.has(one.state));
  const confirm = () =>
    props.onConfirm(kind === 'start' ? { with_upstream: upstream === 'with' } : { confirmed: true });
  const refused = props.error instanceof ApiError ? props.error : null;
  return (
    <Dialog
      title={t(`schedule.${kind}_title`, { name })}
      verb={t(`schedule.${kind}_verb`)}
      consequence={kind === 'start' ? t('schedule.start_consequence', { version }) : undefined}
      danger={kind === 'stop'}
      onClose={props.onClose}
      onConfirm={confirm}
      busy={props.busy}
      testId="btn-confirm-schedule"
    >
      {kind === 'start' && changed && <p className="banner tint-warning">{t('schedule.start_changed', { version })}</p>}
      {kind === 'start' && schedule.upstream.length > 0 && (
        <Radio.Group value={upstream} onChange={setUpstream} label={t('schedule.start_which')}>
          <div className="col radios">
            <Radio size="xs" value="alone" label={t('schedule.start_alone')} />
            <Radio size="xs" value="with" label={t('schedule.start_with')} disabled={resting.length === 0} />
          </div>
        </Radio.Group>
      )}
      {kind === 'start' && schedule.upstream.length > 0 && <UpstreamStates schedule={schedule} />}
      {kind === 'start' && schedule.upstream.length === 0 && <p className="t2">{t('schedule.start_text', { name })}</p>}
      {kind !== 'start' && <p className="t2">{t(`schedule.${kind}_text`, { name })}</p>}
      {kind !== 'start' && waiting.length > 0 && (
        <div className="col gap4">
          <p className="b5">{t(`schedule.${kind}_dependents`, { count: waiting.length })}</p>
          <ul className="namelist">
            {waiting.map((one) => (
              <li key={one.job_id} className="row">
                <span className="ell grow" title={one.job_name}>
                  {one.job_name}
                </span>
                <StateWord state={one.state} />
              </li>
            ))}
          </ul>
        </div>
      )}
      {refused && <ErrorBox title={t('schedule.command_failed')} error={refused} />}
    </Dialog>
  );
}

function UpstreamStates({ schedule }: { schedule: JobSchedule }) {
  const { t } = useTranslation();
  return (
    <ul className="namelist">
      {schedule.upstream.map((one, index) => (
        <li key={index} className="row">
          <span className="ell grow" title={one.job}>
            {one.job}
          </span>
          {one.state ? <StateWord state={one.state} /> : <span className="st-failed">{t('schedule.no_such_job')}</span>}
        </li>
      ))}
    </ul>
  );
}
