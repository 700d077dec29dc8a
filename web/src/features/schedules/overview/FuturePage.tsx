/** Instances of a job that will be generated, by pages; many at once can be frozen before they exist (R22, R94). */

import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CalendarRange, ChevronLeft, ChevronRight, Play, Snowflake } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { usePermission } from '../../../api/queries';
import { Empty, ErrorBox, PageError } from '../../../components/ui/Feedback';
import { Status } from '../../../components/ui/Icon';
import { instantOf } from '../../../lib/wallTime';
import { useJobSchedule } from '../api';
import { StateWord } from '../states';
import { dayOf, offsetOf, storedZone, timeIn } from '../times';
import { changeSlots, FUTURE_PAGE, type FutureSlot, overviewKeys, type SlotsResult, useFuture } from './api';
import { isDay } from './days';
import { SchedulingFrame } from './SchedulingFrame';

export function FuturePage() {
  const jobId = Number(useParams().jobId);
  return <Future key={jobId} jobId={jobId} />;
}

/** The plan times of a day come after the last second of the day before. */
const afterDay = (day: string, zone: string) =>
  new Date(Date.parse(instantOf(`${day}T00:00:00`, zone)) - 1000).toISOString();

function Future({ jobId }: { jobId: number }) {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const schedule = useJobSchedule(jobId);
  const zone = schedule.data?.zone ?? 'UTC';
  const day = isDay(search.get('from') ?? '') ? (search.get('from') ?? '') : '';
  const page = Math.max(1, Math.floor(Number(search.get('page')) || 1));
  const future = useFuture(jobId, (page - 1) * FUTURE_PAGE, day && schedule.data ? afterDay(day, zone) : null);
  const total = future.data?.total ?? null;
  const pages = total === null ? null : Math.max(1, Math.ceil(total / FUTURE_PAGE));
  const go = (next: { page?: number; from?: string }) => {
    const from = next.from ?? day;
    setSearch({ ...(from ? { from } : {}), ...((next.page ?? 1) > 1 ? { page: String(next.page) } : {}) });
  };
  if (schedule.error)
    return (
      <SchedulingFrame>
        <PageError title={t('future.failed')} error={schedule.error} onRetry={() => void schedule.refetch()} />
      </SchedulingFrame>
    );
  const name = schedule.data?.job_name ?? '';
  const sentence = schedule.data?.sentence ?? '';
  return (
    <SchedulingFrame>
      <div className="bar h48">
        <h2 className="b6 ell futurename" title={name}>
          <Link to={`/development/${jobId}/schedule`}>{name}</Link>
        </h2>
        {schedule.data && <StateWord state={schedule.data.state} />}
        <span className="t2 ell grow" title={sentence}>
          {sentence}
        </span>
        <DayField key={day} day={day} onDay={(from) => go({ from })} />
        <Pager
          page={page}
          pages={pages}
          last={(future.data?.items.length ?? 0) < FUTURE_PAGE}
          onPage={(p) => go({ page: p })}
        />
      </div>
      {future.error && (
        <PageError title={t('future.failed')} error={future.error} onRetry={() => void future.refetch()} />
      )}
      {future.data && !future.error && future.data.items.length === 0 && (
        <Empty
          icon={<CalendarRange size={24} />}
          title={t('future.empty')}
          text={t(schedule.data?.state === 'scheduling' ? 'future.empty_text' : 'future.empty_not_scheduled')}
        >
          <Button variant="filled" component={Link} to={`/development/${jobId}/schedule`}>
            {t('scheduling.panel')}
          </Button>
        </Empty>
      )}
      {future.data && !future.error && future.data.items.length > 0 && (
        <FutureTable
          key={`${page} ${day}`}
          jobId={jobId}
          zone={zone}
          slots={future.data.items}
          first={future.data.offset + 1}
          total={total}
        />
      )}
    </SchedulingFrame>
  );
}

function DayField({ day, onDay }: { day: string; onDay: (day: string) => void }) {
  const { t } = useTranslation();
  return (
    <label className="row gap4 s12 t2 jumpto">
      {t('future.from')}
      <input
        type="date"
        className="inp soft tn"
        defaultValue={day}
        min="1970-01-01"
        max="9998-12-31"
        data-testid="future-from"
        onChange={(event) => {
          const next = event.currentTarget.value;
          if (next === '' || (isDay(next) && next > '1970')) onDay(next);
        }}
      />
    </label>
  );
}

interface PagerProps {
  page: number;
  pages: number | null;
  last: boolean;
  onPage: (page: number) => void;
}

function Pager({ page, pages, last, onPage }: PagerProps) {
  const { t } = useTranslation();
  const [text, setText] = useState<string | null>(null);
  const jump = (event: FormEvent) => {
    event.preventDefault();
    const wanted = Math.floor(Number(text));
    setText(null);
    if (wanted >= 1) onPage(pages === null ? wanted : Math.min(wanted, pages));
  };
  return (
    <form className="row gap4 pager" onSubmit={jump}>
      <button
        type="button"
        className="ib"
        disabled={page <= 1}
        aria-label={t('future.previous')}
        title={t('future.previous')}
        onClick={() => onPage(page - 1)}
      >
        <ChevronLeft size={16} />
      </button>
      <TextInput
        aria-label={t('future.page')}
        w={64}
        value={text ?? String(page)}
        inputMode="numeric"
        maxLength={6}
        classNames={{ input: 'tn' }}
        data-testid="future-page"
        onChange={(event) => setText(event.currentTarget.value.replace(/\D/g, ''))}
        onBlur={() => setText(null)}
      />
      {pages !== null && (
        <span className="t3 s12 tn">{t('future.of_pages', { pages: pages.toLocaleString('en') })}</span>
      )}
      <button
        type="button"
        className="ib"
        disabled={pages === null ? last : page >= pages}
        aria-label={t('future.next')}
        title={t('future.next')}
        onClick={() => onPage(page + 1)}
      >
        <ChevronRight size={16} />
      </button>
    </form>
  );
}

interface FutureTableProps {
  jobId: number;
  zone: string;
  slots: readonly FutureSlot[];
  first: number;
  total: number | null;
}

function FutureTable({ jobId, zone, slots, first, total }: FutureTableProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const allowed = usePermission('schedule.operate');
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const chosen = slots.filter((slot) => picked.has(slot.plan_time));
  const times = (frozen: boolean) =>
    chosen.filter((slot) => (slot.frozen_instance_id !== null) === frozen).map((slot) => slot.plan_time);
  const change = useMutation({
    mutationFn: (kind: 'freeze' | 'unfreeze') => changeSlots(jobId, kind, times(kind === 'unfreeze')),
    onSuccess: () => setPicked(new Set()),
    onSettled: () => client.invalidateQueries({ queryKey: overviewKeys.future(jobId) }),
  });
  const all = chosen.length === slots.length;
  const pick = (time: string, on: boolean) =>
    setPicked((old) => {
      const next = new Set(old);
      if (on) next.add(time);
      else next.delete(time);
      return next;
    });
  const freezable = times(false).length;
  const frozen = times(true).length;
  return (
    <>
      <div className="bar filterbar">
        <span className="s12 t2 tn grow">
          {chosen.length > 0
            ? t('future.picked', { count: chosen.length })
            : t(total === null ? 'future.shown_endless' : 'future.shown', {
                first: first.toLocaleString('en'),
                last: (first + slots.length - 1).toLocaleString('en'),
                total: total?.toLocaleString('en'),
              })}
        </span>
        <Button
          leftSection={<Snowflake size={14} />}
          disabled={!allowed || freezable === 0 || change.isPending}
          data-testid="btn-freeze"
          onClick={() => change.mutate('freeze')}
        >
          {t('future.freeze', { number: freezable || '' })}
        </Button>
        <Button
          leftSection={<Play size={14} />}
          disabled={!allowed || frozen === 0 || change.isPending}
          data-testid="btn-unfreeze"
          onClick={() => change.mutate('unfreeze')}
        >
          {t('future.unfreeze', { number: frozen || '' })}
        </Button>
      </div>
      {change.error && (
        <div className="bar-error">
          <ErrorBox title={t('future.change_failed')} error={change.error} />
        </div>
      )}
      {change.data && <Refused result={change.data} zone={zone} />}
      <div className="grow futurescroll">
        <table className="fixed futuretable">
          <thead>
            <tr>
              <th className="col-check">
                <input
                  type="checkbox"
                  aria-label={t('future.pick_all')}
                  checked={all}
                  ref={(box) => {
                    if (box) box.indeterminate = chosen.length > 0 && !all;
                  }}
                  onChange={() => setPicked(all ? new Set() : new Set(slots.map((slot) => slot.plan_time)))}
                />
              </th>
              <th className="num col-number">{t('future.number')}</th>
              <th className="col-plan">{t('schedule.column_plan', { zone })}</th>
              <th className="col-yours">{t('scheduling.column_yours', { zone: storedZone() })}</th>
              <th>{t('run.state')}</th>
            </tr>
          </thead>
          <tbody>
            {slots.map((slot, index) => (
              <SlotRow
                key={slot.plan_time}
                slot={slot}
                number={first + index}
                zone={zone}
                picked={picked.has(slot.plan_time)}
                onPick={(on) => pick(slot.plan_time, on)}
              />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

interface SlotRowProps {
  slot: FutureSlot;
  number: number;
  zone: string;
  picked: boolean;
  onPick: (on: boolean) => void;
}

function SlotRow({ slot, number, zone, picked, onPick }: SlotRowProps) {
  const { t, i18n } = useTranslation();
  const yours = storedZone();
  const now = Date.now();
  const time = timeIn(slot.plan_time, zone);
  const label = `${dayOf(slot.plan_time, zone, i18n.language, now)} ${time}`;
  return (
    <tr className={picked ? 'on' : ''} data-testid="future-slot" data-plan={slot.plan_time}>
      <td className="col-check">
        <input
          type="checkbox"
          aria-label={label}
          checked={picked}
          onChange={(event) => onPick(event.currentTarget.checked)}
        />
      </td>
      <td className="num t3">{number.toLocaleString('en')}</td>
      <td className="tn">
        <span className="b5">{label}</span> <span className="t3 s11">{offsetOf(slot.local)}</span>
      </td>
      <td className="tn t2">{`${dayOf(slot.plan_time, yours, i18n.language, now)} ${timeIn(slot.plan_time, yours)}`}</td>
      <td>
        <span className="row">
          {slot.frozen_instance_id !== null ? (
            <Link to={`/instances/${slot.frozen_instance_id}`}>
              <Status status="frozen" />
            </Link>
          ) : (
            <span className="t3">{t('future.planned')}</span>
          )}
          {slot.dry_run && <span className="tag">{t('future.dry_run')}</span>}
        </span>
      </td>
    </tr>
  );
}

/** What stayed as it was, and why. */
function Refused({ result, zone }: { result: SlotsResult; zone: string }) {
  const { t, i18n } = useTranslation();
  if (result.refused.length === 0 && result.pending.length === 0) return null;
  return (
    <div className="bar-error">
      <div className="errorbox" role="alert">
        {result.refused.length > 0 && (
          <p className="b6">{t('future.refused', { count: result.refused.length, done: result.applied.length })}</p>
        )}
        <ul className="errorbox-list">
          {result.refused.slice(0, 5).map((one) => (
            <li key={one.plan_time}>
              <span className="tn">{`${dayOf(one.plan_time, zone, i18n.language, Date.now())} ${timeIn(one.plan_time, zone)}`}</span>
              : {one.message}
            </li>
          ))}
        </ul>
        {result.pending.length > 0 && <p className="t2">{t('future.pending', { count: result.pending.length })}</p>}
      </div>
    </div>
  );
}
