/** The list of instances. Filters stand in the address; live changes never move a row that is being read. */

import { Button, Select } from '@mantine/core';
import { CircleCheck, ListFilter, RefreshCw, SearchX, WifiOff, X } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { live } from '../../api/live';
import { useTree } from '../../api/queries';
import type { CommandKind, InstanceStatus, Trigger } from '../../api/types';
import { Empty, PageError } from '../../components/ui/Feedback';
import { LOOKS } from '../../lib/status';
import { minute } from '../../lib/time';
import type { Outcomes } from './api';
import { BulkBar, BulkResult } from './BulkBar';
import { InstanceTable } from './InstanceTable';
import { type Filters, useInstances } from './useInstances';
import '../../styles/waiting.css';

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

export function InstancesPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const filters: Filters = {
    status: search.get('status') ?? '',
    trigger: search.get('trigger') ?? '',
    job_id: search.get('job_id') ?? '',
    batch: search.get('batch') ?? '',
    plan_from: search.get('plan_from') ?? '',
    plan_until: search.get('plan_until') ?? '',
  };
  const { list, rows, fresh, showFresh } = useInstances(filters);
  const filtered = Object.values(filters).some((value) => value !== '');
  const clear = () => setSearch({});
  const [picked, setPicked] = useState<ReadonlySet<number>>(new Set());
  const [result, setResult] = useState<{ kind: CommandKind; outcomes: Outcomes } | null>(null);
  const chosen = rows.filter((row) => picked.has(row.id));
  const pickAll = (on: boolean) => setPicked(on ? new Set(rows.map((row) => row.id)) : new Set());
  // Rows that are not shown any more are not chosen any more either.
  const shown = JSON.stringify(filters);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another filter drops the choice.
  useEffect(() => setPicked(new Set()), [shown]);
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
      {result && <BulkResult {...result} rows={rows} onClose={() => setResult(null)} />}
      {list.error && <PageError title={t('instances.failed')} error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && <NothingHere filtered={filtered} onClear={clear} />}
      {rows.length > 0 && (
        <InstanceTable
          rows={rows}
          more={list.hasNextPage && !list.isFetchingNextPage}
          onMore={() => void list.fetchNextPage()}
          picked={picked}
          onPick={setPicked}
          onPickAll={pickAll}
        />
      )}
      {chosen.length > 0 && (
        <BulkBar
          chosen={chosen}
          rest={rows.length - chosen.length}
          onAll={() => pickAll(true)}
          onClear={() => pickAll(false)}
          onDone={(kind, outcomes) => setResult({ kind, outcomes })}
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
  const setMany = (names: readonly (keyof Filters)[], value: string | null) =>
    setSearch((old) => {
      const next = new URLSearchParams(old);
      for (const name of names) {
        if (value) next.set(name, value);
        else next.delete(name);
      }
      return next;
    });
  const set = (name: keyof Filters, value: string | null) => setMany([name], value);
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
      <Chips filters={filters} onDrop={(names) => setMany(names, null)} />
      {filtered && (
        <button type="button" className="link" onClick={onClear}>
          {t('instances.clear')}
        </button>
      )}
    </div>
  );
}

/** Filters that come from other pages: a span of plan times, a task of PatchData. */
function Chips({ filters, onDrop }: { filters: Filters; onDrop: (names: readonly (keyof Filters)[]) => void }) {
  const { t } = useTranslation();
  const span = [filters.plan_from, filters.plan_until].map((at) => (at === '' ? '' : minute(at))).join(' – ');
  const chips = [
    { names: ['plan_from', 'plan_until'], text: `${t('instances.column_plan_time')} ${span}`, on: span.length > 3 },
    { names: ['batch'], text: `${t('trigger.patchdata')} ${filters.batch}`, on: filters.batch !== '' },
  ] as const;
  return chips
    .filter((chip) => chip.on)
    .map((chip) => (
      <button
        key={chip.names[0]}
        type="button"
        className="tag line filterchip tn"
        title={t('instances.drop_filter')}
        onClick={() => onDrop(chip.names)}
      >
        {chip.text}
        <X size={12} role="img" aria-label={t('instances.drop_filter')} />
      </button>
    ));
}
