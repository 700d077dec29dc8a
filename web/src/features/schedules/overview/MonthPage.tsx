/** The month: what was and will be done each day, and the jobs of a chosen day. */

import { Button } from '@mantine/core';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { query } from '../../../api/client';
import { Empty, PageError } from '../../../components/ui/Feedback';
import { StateIcon } from '../../../components/ui/Icon';
import { LOOKS, type StatusName } from '../../../lib/status';
import { dateIn } from '../times';
import { weekday } from '../words';
import { type CalendarDay, useScheduleCalendar } from './api';
import { dayName, gridStart, isDay, isMonth, plusDays, plusMonths, spanOf } from './days';
import { SchedulingFrame } from './SchedulingFrame';

const SHOWN_DAYS = 42;
const COUNTS = ['bad', 'running', 'waiting', 'good', 'planned'] as const;
/** Of a job it is only known how many are `open`: waiting or under way. */
type Count = (typeof COUNTS)[number] | 'open';

const LOOK: Readonly<Record<Exclude<Count, 'planned'>, StatusName>> = {
  bad: 'failed',
  running: 'running',
  waiting: 'waiting',
  open: 'waiting',
  good: 'success',
};

/** What the open instances of a job are called: as those of the day are, if all of these are of one kind. */
function openWord(day: CalendarDay): Count {
  if (day.running === 0) return 'waiting';
  return day.waiting === 0 ? 'running' : 'open';
}

export function MonthPage() {
  const { t, i18n } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const here = dateIn(new Date().toISOString(), Intl.DateTimeFormat().resolvedOptions().timeZone);
  const wantedDay = search.get('day') ?? '';
  const wantedMonth = search.get('month') ?? '';
  const month = isMonth(wantedMonth) ? wantedMonth : (isDay(wantedDay) ? wantedDay : here).slice(0, 7);
  const first = gridStart(month);
  const calendar = useScheduleCalendar(first, SHOWN_DAYS);
  const zone = calendar.data?.zone ?? 'UTC';
  const today = dateIn(new Date().toISOString(), zone);
  const chosen = isDay(wantedDay) ? wantedDay : today;
  const days = calendar.data?.days ?? [];
  const shownDay = days.find((day) => day.date === chosen);
  const go = (next: { month?: string; day?: string }) =>
    setSearch({ month: next.month ?? next.day?.slice(0, 7) ?? month, day: next.day ?? chosen }, { replace: true });
  const note = calendar.data && t('scheduling.in_zone', { zone });
  return (
    <SchedulingFrame
      note={note}
      actions={
        <div className="row">
          <Button onClick={() => go({ day: today })}>{t('scheduling.today')}</Button>
          <button
            type="button"
            className="ib"
            aria-label={t('scheduling.month_before')}
            title={t('scheduling.month_before')}
            onClick={() => go({ month: plusMonths(month, -1) })}
          >
            <ChevronLeft size={16} />
          </button>
          <h2 className="b6 monthname" aria-live="polite" data-testid="month-name">
            {dayName(`${month}-01`, i18n.language, 'month')}
          </h2>
          <button
            type="button"
            className="ib"
            aria-label={t('scheduling.month_after')}
            title={t('scheduling.month_after')}
            onClick={() => go({ month: plusMonths(month, 1) })}
          >
            <ChevronRight size={16} />
          </button>
        </div>
      }
    >
      {calendar.error && !calendar.data ? (
        <PageError
          title={t('scheduling.month_failed')}
          error={calendar.error}
          onRetry={() => void calendar.refetch()}
        />
      ) : (
        <div className="grow row stretch monthview">
          <MonthGrid days={days} first={first} month={month} today={today} chosen={chosen} onChoose={go} />
          <aside className="side right daypanel" aria-label={t('scheduling.jobs_of_day')}>
            {shownDay ? (
              <DayPanel day={shownDay} zone={zone} />
            ) : (
              calendar.data && <Empty title={t('scheduling.choose_day')} />
            )}
          </aside>
        </div>
      )}
    </SchedulingFrame>
  );
}

interface MonthGridProps {
  days: readonly CalendarDay[];
  first: string;
  month: string;
  today: string;
  chosen: string;
  onChoose: (next: { day: string; month?: string }) => void;
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

function MonthGrid({ days, first, month, today, chosen, onChoose }: MonthGridProps) {
  const { t, i18n } = useTranslation();
  const holder = useRef<HTMLDivElement>(null);
  const counts = new Map(days.map((day) => [day.date, day]));
  const all = Array.from({ length: SHOWN_DAYS }, (_, index) => plusDays(first, index));
  const stop = all.includes(chosen) ? chosen : `${month}-01`;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = plusDays(stop, step);
    onChoose(all.includes(next) ? { day: next, month } : { day: next });
    setTimeout(() => holder.current?.querySelector<HTMLElement>(`[data-day="${next}"]`)?.focus());
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys move between the days, which are buttons.
    <div className="monthgrid" ref={holder} onKeyDown={onKeyDown}>
      {[1, 2, 3, 4, 5, 6, 7].map((day) => (
        <span key={day} className="monthhead">
          {weekday(day, i18n.language, 'short')}
        </span>
      ))}
      {all.map((day) => {
        const count = counts.get(day);
        const shown = COUNTS.filter((name) => (count?.[name] ?? 0) > 0);
        const words = shown.map((name) => `${count?.[name]} ${t(`scheduling.count_${name}`)}`).join(', ');
        const marks = `${day.slice(0, 7) === month ? '' : 'other'} ${day === today ? 'today' : ''} ${day === chosen ? 'on' : ''}`;
        return (
          <button
            key={day}
            type="button"
            className={`monthday ${marks}`}
            data-day={day}
            data-testid={`day-${day}`}
            tabIndex={day === stop ? 0 : -1}
            aria-pressed={day === chosen}
            aria-label={`${dayName(day, i18n.language, 'full')}: ${words || t('scheduling.no_instance')}`}
            onClick={() => onChoose({ day, month })}
          >
            <span className="monthday-no tn">{Number(day.slice(8))}</span>
            <span className="monthcounts" aria-hidden="true">
              {shown.map((name) => (
                <CountMark key={name} name={name} count={count?.[name] ?? 0} />
              ))}
            </span>
          </button>
        );
      })}
    </div>
  );
}

function CountMark({ name, count }: { name: Count; count: number }) {
  const { t } = useTranslation();
  const title = `${count} ${t(`scheduling.count_${name}`)}`;
  if (name === 'planned')
    return (
      <span className="countmark t3 tn" title={title}>
        <i className="plannedmark" aria-hidden="true" />
        {count}
        <span className="countword">{t('scheduling.count_planned')}</span>
      </span>
    );
  return (
    <span className={`countmark tn st-${LOOKS[LOOK[name]].hue}`} title={title}>
      <StateIcon status={LOOK[name]} size={12} />
      {count}
      <span className="countword">{t(`scheduling.count_${name}`)}</span>
    </span>
  );
}

function DayPanel({ day, zone }: { day: CalendarDay; zone: string }) {
  const { t, i18n } = useTranslation();
  const { from, until } = spanOf(day.date, zone);
  const instances = (job?: number) =>
    `/instances${query({ plan_from: from, plan_until: until, trigger: 'schedule', job_id: job })}`;
  const there = day.good + day.bad + day.running + day.waiting;
  return (
    <>
      <div className="ptitle">
        <h2 className="b6 grow">{dayName(day.date, i18n.language, 'full')}</h2>
      </div>
      <p className="daycounts">
        {COUNTS.filter((name) => day[name] > 0).map((name) => (
          <CountMark key={name} name={name} count={day[name]} />
        ))}
        {there > 0 && (
          <Link className="link end s12" to={instances()}>
            {t('scheduling.instances_of_day', { count: there })}
          </Link>
        )}
      </p>
      {day.jobs.length === 0 ? (
        <Empty title={t('scheduling.no_instance')} text={t('scheduling.no_instance_text')} />
      ) : (
        <ul className="dayjobs">
          {day.jobs.map((job) => (
            <li key={job.job_id} className="dayjob">
              <span className="row">
                <Link to={`/scheduling/jobs/${job.job_id}`} className="b5 ell grow" title={job.job_name}>
                  {job.job_name}
                </Link>
                {job.good + job.bad + job.open > 0 && (
                  <Link className="link s12" to={instances(job.job_id)}>
                    {t('shell.instances')}
                  </Link>
                )}
              </span>
              <span className="row daycounts-small">
                {job.bad > 0 && <CountMark name="bad" count={job.bad} />}
                {job.open > 0 && <CountMark name={openWord(day)} count={job.open} />}
                {job.good > 0 && <CountMark name="good" count={job.good} />}
                {job.planned > 0 && <CountMark name="planned" count={job.planned} />}
              </span>
            </li>
          ))}
        </ul>
      )}
      {day.more > 0 && <p className="t3 s12 daymore">{t('scheduling.more_jobs', { count: day.more })}</p>}
    </>
  );
}
