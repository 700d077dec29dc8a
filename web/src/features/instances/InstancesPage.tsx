/** The list of instances. Filters stand in the address; live changes never move a row that is being read. */

import { Button, Select } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { CircleCheck, ListFilter, RefreshCw, SearchX, WifiOff } from 'lucide-react';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { live } from '../../api/live';
import { useTree } from '../../api/queries';
import type { InstanceStatus, InstanceSummary, Trigger } from '../../api/types';
import { Empty, PageError } from '../../components/ui/Feedback';
import { Status } from '../../components/ui/Icon';
import { reasonText } from '../../lib/format';
import { LOOKS, shownStatus } from '../../lib/status';
import { clock, duration, elapsed, minute } from '../../lib/time';
import { useNow } from '../../runs/useNow';
import { type Filters, useInstances } from './useInstances';

const STATUSES: readonly InstanceStatus[] = [
  'waiting',
  'waiting_confirmation',
  'running',
  'abnormal',
  'paused',
  'success',
  'failure_ignored',
  'force_success',
  'failed',
  'canceled',
  'frozen',
];
const TRIGGERS: readonly Trigger[] = ['schedule', 'once', 'event', 'manual', 'test', 'patchdata', 'subjob'];
const ROW = 32;
const LOAD_AHEAD = 20;

export function InstancesPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const filters: Filters = {
    status: search.get('status') ?? '',
    trigger: search.get('trigger') ?? '',
    job_id: search.get('job_id') ?? '',
  };
  const { list, rows, fresh, showFresh } = useInstances(filters);
  const filtered = Object.values(filters).some((value) => value !== '');
  const clear = () => setSearch({});
  return (
    <main className="grow page instances">
      <div className="bar h48 noborder">
        <h1 className="pagetitle">{t('shell.instances')}</h1>
        {rows.length > 0 && (
          <span className="t3 tn">
            {t(list.hasNextPage ? 'instances.first' : 'instances.count', { count: rows.length })}
          </span>
        )}
        <span className="grow" />
        <LiveMark />
      </div>
      <FilterBar filters={filters} filtered={filtered} onClear={clear} />
      {fresh > 0 && (
        <div className="banner freshbanner" role="status">
          <RefreshCw size={14} aria-hidden="true" />
          <span className="grow">{t('instances.fresh', { count: fresh })}</span>
          <button type="button" className="link" onClick={() => void showFresh()}>
            {t('instances.show')}
          </button>
        </div>
      )}
      {list.error && <PageError title={t('instances.failed')} error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && <NothingHere filtered={filtered} onClear={clear} />}
      {rows.length > 0 && (
        <InstanceTable
          rows={rows}
          more={list.hasNextPage && !list.isFetchingNextPage}
          onMore={() => void list.fetchNextPage()}
        />
      )}
    </main>
  );
}

function LiveMark() {
  const { t } = useTranslation();
  const online = useSyncExternalStore(live.onState, () => live.online);
  return (
    <span className="row gap4 s12 t2" role="status">
      {online ? <CircleCheck size={14} className="st-success" /> : <WifiOff size={14} className="st-warning" />}
      {online ? t('instances.live') : t('instances.not_live')}
    </span>
  );
}

function NothingHere({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  const { t } = useTranslation();
  return (
    <Empty
      icon={filtered ? <SearchX size={24} /> : <ListFilter size={24} />}
      title={filtered ? t('instances.nothing_found') : t('instances.empty')}
      text={filtered ? undefined : t('instances.empty_text')}
    >
      {filtered ? (
        <Button variant="filled" onClick={onClear}>
          {t('instances.clear')}
        </Button>
      ) : (
        <Button variant="filled" component={Link} to="/development">
          {t('instances.open_development')}
        </Button>
      )}
    </Empty>
  );
}

function FilterBar({ filters, filtered, onClear }: { filters: Filters; filtered: boolean; onClear: () => void }) {
  const { t } = useTranslation();
  const [, setSearch] = useSearchParams();
  const jobs = useTree().data?.jobs ?? [];
  const set = (name: keyof Filters, value: string | null) =>
    setSearch((old) => {
      const next = new URLSearchParams(old);
      if (value) next.set(name, value);
      else next.delete(name);
      return next;
    });
  return (
    <div className="bar">
      <Select
        w={220}
        aria-label={t('instances.job')}
        placeholder={t('instances.any_job')}
        data={jobs.map((job) => ({ value: String(job.id), label: job.name }))}
        value={filters.job_id || null}
        onChange={(value) => set('job_id', value)}
        searchable
        clearable
      />
      <Select
        w={190}
        aria-label={t('run.state')}
        placeholder={t('instances.any_state')}
        data={STATUSES.map((value) => ({ value, label: t(LOOKS[value].word) }))}
        value={filters.status || null}
        onChange={(value) => set('status', value)}
        clearable
      />
      <Select
        w={160}
        aria-label={t('instances.trigger')}
        placeholder={t('instances.any_trigger')}
        data={TRIGGERS.map((value) => ({ value, label: t(`trigger.${value}`) }))}
        value={filters.trigger || null}
        onChange={(value) => set('trigger', value)}
        clearable
      />
      {filtered && (
        <button type="button" className="link" onClick={onClear}>
          {t('instances.clear')}
        </button>
      )}
    </div>
  );
}

const COLUMNS = ['state', 'job', 'plan_time', 'trigger', 'started', 'duration', 'nodes', 'reason', 'version'] as const;
const NUMBERS = new Set<string>(['duration', 'nodes', 'version']);

function InstanceTable({
  rows,
  more,
  onMore,
}: {
  rows: readonly InstanceSummary[];
  more: boolean;
  onMore: () => void;
}) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const now = useNow(rows.some((row) => row.status === 'running'));
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
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual list cannot be a <table> of all its rows.
    <div className="vtable" role="table" aria-label={t('shell.instances')} aria-rowcount={rows.length + 1}>
      {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
      <div className="vhead" role="row" tabIndex={-1}>
        {COLUMNS.map((name) => (
          // biome-ignore lint/a11y/useSemanticElements: as above.
          // biome-ignore lint/a11y/useFocusableInteractive: headers are not operable.
          <span key={name} role="columnheader" className={NUMBERS.has(name) ? 'num' : ''}>
            {t(`instances.column_${name}`)}
          </span>
        ))}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
      <div ref={scroller} className="vbody" role="rowgroup">
        <div style={{ height: list.getTotalSize(), position: 'relative' }} role="presentation">
          {items.map((item) => {
            const row = rows[item.index];
            return row && <InstanceRow key={row.id} row={row} top={item.start} index={item.index} now={now} />;
          })}
        </div>
      </div>
    </div>
  );
}

function InstanceRow({ row, top, index, now }: { row: InstanceSummary; top: number; index: number; now: number }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const time = elapsed(row.started_at, row.ended_at, now);
  const cell = (content: React.ReactNode, className = '', title?: string) => (
    // biome-ignore lint/a11y/useSemanticElements: cells of the virtual table.
    <span role="cell" className={`ell ${className}`} title={title}>
      {content}
    </span>
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row of the virtual table.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the link inside is the way for the keyboard.
    <div
      role="row"
      aria-rowindex={index + 2}
      className="vrow"
      tabIndex={-1}
      style={{ transform: `translateY(${top}px)` }}
      data-testid={`instance-row-${row.id}`}
      data-status={row.status}
      onClick={() => void navigate(`/instances/${row.id}`)}
    >
      {cell(<Status status={shownStatus(row)} />)}
      {cell(
        <Link to={`/instances/${row.id}`} className="b5" onClick={(event) => event.stopPropagation()}>
          {row.job_name}
        </Link>,
        '',
        row.job_name,
      )}
      {cell(minute(row.plan_time ?? row.created_at, row.plan_time ? row.zone : null), 'tn', row.zone ?? undefined)}
      {cell(row.run_number > 1 ? t('instances.rerun', { number: row.run_number }) : t(`trigger.${row.trigger}`), 't2')}
      {cell(clock(row.started_at), 'tn t2')}
      {cell(time === null ? '–' : duration(time), 'num')}
      {cell(t('instances.nodes', { done: row.nodes_done, total: row.nodes_total }), 'num t2')}
      {cell(reasonText(row.reason), 't2', row.reason ?? undefined)}
      {cell(row.version_no ? `v${row.version_no}` : t('tree.draft'), 'num t2')}
    </div>
  );
}
