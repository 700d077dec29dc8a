/** The next ten plan times, in the zone of the schedule and in the reader's. */

import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Recurrence } from '../../lib/schedule';
import type { NextTime, Preview } from './api';
import { WallTimeField, ZoneSelect } from './parts';
import { dateIn, dayOf, isMoved, offsetOf, storedZone, storeZone, timeIn } from './times';

interface NextTimesProps {
  preview: UseQueryResult<Preview>;
  zone: string;
  /** Of the schedule that the preview was asked for. */
  recurrence: Recurrence | null;
  dryRun: boolean;
  waits: boolean;
  chosen: string | null;
  onChoose: (planTime: string) => void;
  /** A wall time in the schedule's zone, or null for now. */
  after: string | null;
  onAfter: (after: string | null) => void;
}

export function NextTimes(props: NextTimesProps) {
  const { t } = useTranslation();
  const [yours, setYours] = useState(storedZone);
  const { preview, zone } = props;
  const rows = preview.data?.next ?? [];
  const [now] = useState(Date.now);
  const years = rows.some(
    (row) => dateIn(row.plan_time, zone).slice(0, 4) !== dateIn(new Date(now).toISOString(), zone).slice(0, 4),
  );
  const choose = (next: string) => {
    storeZone(next);
    setYours(next);
  };
  return (
    <section aria-label={t('schedule.next')} className="nexttimes">
      <div className="schedule-head">
        <h2 className="b6">{t('schedule.next')}</h2>
        <span className="t3 s12 ell">{t('schedule.next_of_draft')}</span>
        <span className="grow" />
        <div className="inlinefield after-field">
          <WallTimeField
            field="preview.after"
            label={t('schedule.after')}
            value={props.after}
            placeholder={t('schedule.now')}
            className="row gap4"
            onChange={props.onAfter}
          />
        </div>
        <div className="inlinefield zone-field row gap4">
          <span className="t3 s12">{t('schedule.your_zone')}</span>
          <ZoneSelect label={t('schedule.your_zone')} value={yours} onChange={choose} />
        </div>
      </div>
      <table className={`cmp fixed nexttable ${years ? 'with-year' : ''}`} aria-busy={preview.isFetching}>
        <thead>
          <tr>
            <th className="w-plan">{t('schedule.column_plan', { zone })}</th>
            <th className="w-yours">{t('schedule.column_yours')}</th>
            <th>{t('schedule.column_day')}</th>
            <th>{t('schedule.column_waits')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.plan_time} row={row} yours={yours} rows={rows} now={now} {...props} />
          ))}
        </tbody>
      </table>
      {rows.length === 0 && preview.data && (
        <p className="schedule-quiet t2" data-testid="no-plan-times">
          {t(
            preview.data.problems.some((one) => one.severity === 'error') ? 'schedule.next_bad' : 'schedule.next_none',
          )}
        </p>
      )}
    </section>
  );
}

interface RowProps extends NextTimesProps {
  row: NextTime;
  rows: readonly NextTime[];
  yours: string;
  now: number;
}

function Row({ row, rows, yours, now, ...props }: RowProps) {
  const { t, i18n } = useTranslation();
  const { zone } = props;
  const on = row.plan_time === props.chosen;
  const day = dayOf(row.plan_time, zone, i18n.language, now);
  const their = dayOf(row.plan_time, yours, i18n.language, now);
  const shifts = rows.some((other) => offsetOf(other.local) !== offsetOf(row.local));
  const moved = !props.preview.isPlaceholderData && isMoved(row.plan_time, props.recurrence, zone);
  const choose = () => props.onChoose(row.plan_time);
  return (
    <tr className={on ? 'on' : ''} onClick={choose} data-testid="next-time">
      <td className="tn">
        <button type="button" className="next-button" aria-pressed={on} onClick={choose}>
          <span className="next-day">{day}</span>
          {timeIn(row.plan_time, zone)}
          {shifts && <span className="t3 s11 next-offset">{offsetOf(row.local)}</span>}
        </button>
      </td>
      <td className="tn t2">
        {timeIn(row.plan_time, yours)}
        {their !== day && <span className="t3 s11 next-offset">{their}</span>}
      </td>
      <td className={row.working_day === false || row.dry_run || props.dryRun ? 't3' : ''}>
        {t(dayWord(row, props.dryRun))}
        {moved && (
          <span className="tag next-moved" title={t('schedule.moved_help')}>
            {t('schedule.moved')}
          </span>
        )}
      </td>
      <td className="tn t2">
        {row.waits_for > 0
          ? t(on && props.waits ? 'schedule.waits_shown' : 'schedule.waits', { count: row.waits_for })
          : t('schedule.waits_none')}
      </td>
    </tr>
  );
}

function dayWord(row: NextTime, dryRun: boolean) {
  if (row.working_day === false) return 'schedule.day_off';
  if (row.dry_run || dryRun) return 'schedule.day_dry';
  return row.working_day ? 'schedule.day_working' : 'schedule.day_any';
}
