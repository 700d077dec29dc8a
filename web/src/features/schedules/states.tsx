/** States of scheduling (R50): how they look, and what can be done in each. */

import { Pause, Play, Square } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { StateIcon } from '../../components/ui/Icon';
import { LOOKS, type StatusName } from '../../lib/status';
import type { ScheduleCommand, ScheduleState } from './api';

const STATE_LOOKS: Readonly<Record<ScheduleState, StatusName>> = {
  not_started: 'waiting',
  scheduling: 'running',
  paused: 'paused',
  stopped: 'stopped',
  ended: 'success',
};

export const COMMANDS: Readonly<Record<ScheduleState, readonly ScheduleCommand[]>> = {
  not_started: ['start'],
  scheduling: ['pause', 'stop'],
  paused: ['resume', 'stop'],
  stopped: ['start'],
  ended: ['start'],
};

export const ICONS = { start: Play, pause: Pause, resume: Play, stop: Square } as const;

/** Not scheduled, and not paused either. */
export const DOWN: ReadonlySet<ScheduleState> = new Set(['not_started', 'stopped', 'ended']);

/** The icon alone; its word is read aloud and shown by the pointer. */
export function StateMark({ state }: { state: ScheduleState }) {
  const { t } = useTranslation();
  const word = t(`schedule.state_${state}`);
  return (
    <span role="img" aria-label={word} title={word}>
      <StateIcon status={STATE_LOOKS[state]} size={14} />
    </span>
  );
}

export function StateWord({ state }: { state: ScheduleState }) {
  const { t } = useTranslation();
  const look = STATE_LOOKS[state];
  return (
    <span className={`st st-${LOOKS[look].hue}`}>
      <StateIcon status={look} size={14} />
      {t(`schedule.state_${state}`)}
    </span>
  );
}
