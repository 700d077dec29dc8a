/** The rows of the list of schedules; only those in sight are in the page. */

import { useVirtualizer } from '@tanstack/react-virtual';
import { CalendarRange, CirclePlay, SlidersHorizontal } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { usePermission } from '../../../api/queries';
import { Status } from '../../../components/ui/Icon';
import { useRowKeys } from '../../../components/ui/useRowKeys';
import { shownStatus } from '../../../lib/status';
import { minute } from '../../../lib/time';
import type { ScheduleCommand } from '../api';
import { COMMANDS, ICONS, StateWord } from '../states';
import { dateIn, momentOf, storedZone, timeIn } from '../times';
import type { ScheduleRow } from './api';

const ROW = 32;
const LOAD_AHEAD = 20;
const COLUMNS = ['state', 'job', 'sentence', 'next', 'yours', 'last', 'left_out', 'actions'] as const;

interface ScheduleTableProps {
  rows: readonly ScheduleRow[];
  more: boolean;
  busy: boolean;
  onMore: () => void;
  onCommand: (row: ScheduleRow, kind: ScheduleCommand) => void;
  onRunNow: (row: ScheduleRow) => void;
}

export function ScheduleTable({ rows, more, busy, onMore, onCommand, onRunNow }: ScheduleTableProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const scroller = useRef<HTMLDivElement>(null);
  const yours = storedZone();
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const items = list.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= rows.length - LOAD_AHEAD) onMore();
  }, [last, more, rows.length, onMore]);
  const keys = useRowKeys({
    count: rows.length,
    scrollTo: (index) => list.scrollToIndex(index),
    onRowKey: (key, index) => {
      const row = rows[index];
      if (!row || (key !== 'Enter' && key !== 'f')) return false;
      void navigate(key === 'Enter' ? `/development/${row.job_id}/schedule` : futureOf(row));
      return true;
    },
  });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual list cannot be a <table> of all its rows.
    <div
      ref={keys.holder}
      className="vtable schedules"
      role="table"
      aria-label={t('scheduling.tab_jobs')}
      aria-rowcount={rows.length + 1}
      onKeyDown={keys.onKeyDown}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
      <div className="vhead" role="row" tabIndex={-1}>
        {COLUMNS.map((name) => (
          // biome-ignore lint/a11y/useSemanticElements: as above.
          // biome-ignore lint/a11y/useFocusableInteractive: headers are not operable.
          <span key={name} role="columnheader" className={name === 'left_out' ? 'num' : 'ell'}>
            {name === 'yours' ? t('scheduling.column_yours', { zone: yours }) : t(`scheduling.column_${name}`)}
          </span>
        ))}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
      <div ref={scroller} className="vbody" role="rowgroup">
        <div style={{ height: list.getTotalSize(), position: 'relative' }} role="presentation">
          {items.map((item) => {
            const row = rows[item.index];
            return (
              row && (
                // biome-ignore lint/a11y/useSemanticElements: a row of the virtual table.
                <div
                  key={row.job_id}
                  {...keys.rowProps(item.index)}
                  tabIndex={keys.tabIndexOf(item.index)}
                  role="row"
                  aria-rowindex={item.index + 2}
                  className="vrow"
                  style={{ transform: `translateY(${item.start}px)` }}
                  data-testid={`schedule-row-${row.job_name}`}
                  data-state={row.state}
                >
                  <Cells row={row} yours={yours} busy={busy} onCommand={onCommand} onRunNow={onRunNow} />
                </div>
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}

const futureOf = (row: ScheduleRow) => `/scheduling/jobs/${row.job_id}`;

function Cell({ className = '', title, children }: { className?: string; title?: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: cells of the virtual table.
    <span role="cell" className={`ell ${className}`} title={title}>
      {children}
    </span>
  );
}

interface CellsProps {
  row: ScheduleRow;
  yours: string;
  busy: boolean;
  onCommand: (row: ScheduleRow, kind: ScheduleCommand) => void;
  onRunNow: (row: ScheduleRow) => void;
}

function Cells({ row, yours, busy, onCommand, onRunNow }: CellsProps) {
  const { t, i18n } = useTranslation();
  const next = row.next_plan_time;
  return (
    <>
      <Cell title={row.since ? t('schedule.since', { time: minute(row.since) }) : undefined}>
        <StateWord state={row.state} />
      </Cell>
      <Cell title={row.job_name}>
        <Link to={`/development/${row.job_id}/schedule`} className="b5">
          {row.job_name}
        </Link>
      </Cell>
      <Cell className="t2" title={row.sentence}>
        {row.sentence || (row.type === null ? t('scheduling.no_schedule') : '')}
      </Cell>
      <Cell className="tn" title={next ? row.zone : undefined}>
        {next ? (
          <>
            {minute(next, row.zone)} <span className="t3 s11">{row.zone}</span>
          </>
        ) : (
          <span className="t3">–</span>
        )}
      </Cell>
      <Cell className="tn t2" title={next ? minute(next, yours) : undefined}>
        {next ? yourTime(next, row.zone, yours, i18n.language) : '–'}
      </Cell>
      <Cell>
        {row.last_instance ? (
          <Link to={`/instances/${row.last_instance.id}`} className="row lastinstance">
            <Status status={shownStatus(row.last_instance)} />
            <span className="t3 tn s12 ell">{minute(row.last_instance.plan_time, row.zone)}</span>
          </Link>
        ) : (
          <span className="t3">{t('scheduling.never')}</span>
        )}
      </Cell>
      <Cell
        className={`num ${row.left_out > 0 ? 'st-warning' : 't3'}`}
        title={row.left_out > 0 ? t('schedule.left_out', { count: row.left_out }) : undefined}
      >
        {row.left_out}
      </Cell>
      <RowActions row={row} busy={busy} onCommand={onCommand} onRunNow={onRunNow} />
    </>
  );
}

/** Only the time where the day is the same in both zones. */
function yourTime(next: string, zone: string, yours: string, language: string): string {
  const sameDay = dateIn(next, zone) === dateIn(next, yours);
  return sameDay ? timeIn(next, yours) : momentOf(next, yours, language, Date.now());
}

function RowActions({ row, busy, onCommand, onRunNow }: Omit<CellsProps, 'yours'>) {
  const { t } = useTranslation();
  const allowed = usePermission('schedule.operate');
  const runs = usePermission('job.run');
  const refusal = startRefusal(row);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a cell of the virtual table.
    <span role="cell" className="row gap2 rowactions">
      {COMMANDS[row.state].map((kind) => {
        const Icon = ICONS[kind];
        const why = kind === 'start' && refusal ? t(refusal) : undefined;
        const label = t('scheduling.do', { what: t(`schedule.${kind}`), name: row.job_name });
        return (
          <button
            key={kind}
            type="button"
            className="ib sm"
            aria-label={label}
            title={why ?? t(`schedule.${kind}`)}
            disabled={!allowed || busy || why !== undefined}
            data-testid={`btn-${kind}`}
            onClick={() => onCommand(row, kind)}
          >
            <Icon size={14} />
          </button>
        );
      })}
      <button
        type="button"
        className="ib sm"
        aria-label={t('scheduling.do', { what: t('schedule.run_now'), name: row.job_name })}
        title={t(row.submitted_version === null ? 'schedule.run_now_not_submitted' : 'schedule.run_now')}
        disabled={!runs || row.submitted_version === null}
        data-testid="btn-run-now"
        onClick={() => onRunNow(row)}
      >
        <CirclePlay size={14} />
      </button>
      <span className="grow" />
      <Link
        to={futureOf(row)}
        className="ib sm"
        aria-label={t('scheduling.future_of', { name: row.job_name })}
        title={t('scheduling.future')}
      >
        <CalendarRange size={14} />
      </Link>
      <Link
        to={`/development/${row.job_id}/schedule`}
        className="ib sm"
        aria-label={t('scheduling.panel_of', { name: row.job_name })}
        title={t('scheduling.panel')}
      >
        <SlidersHorizontal size={14} />
      </Link>
    </span>
  );
}

function startRefusal(row: ScheduleRow) {
  if (row.submitted_version === null) return 'schedule.start_not_submitted' as const;
  return row.type === null ? ('schedule.start_no_schedule' as const) : null;
}
