/** Jobs with a schedule: how each stands, when it is due next, how its last instance went. */

import { Button, Select } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { CalendarClock, Search, SearchX } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useLive } from '../../../api/live';
import { Empty, ErrorBox, PageError } from '../../../components/ui/Feedback';
import type { ScheduleState } from '../api';
import { RunNowAsked } from '../RunNowButton';
import { overviewKeys, type ScheduleFilters, type ScheduleRow, useSchedules } from './api';
import { ScheduleTable } from './ScheduleTable';
import { SchedulingFrame } from './SchedulingFrame';
import { useScheduleCommands } from './useScheduleCommands';

const STATES: readonly ScheduleState[] = ['scheduling', 'paused', 'not_started', 'stopped', 'ended'];
const TYPES = ['periodic', 'once', 'event'] as const;
const TYPING_MS = 250;
/** Many instances may change at once; the list is asked for again at most this often. */
const SETTLE_MS = 2000;

export function SchedulesPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const filters: ScheduleFilters = {
    q: search.get('q') ?? '',
    state: search.get('state') ?? '',
    type: search.get('type') ?? '',
  };
  const list = useSchedules(filters);
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const commands = useScheduleCommands();
  const [running, setRunning] = useState<ScheduleRow | null>(null);
  const filtered = Object.values(filters).some((value) => value !== '');
  const set = (name: keyof ScheduleFilters, value: string | null) =>
    setSearch(
      (old) => {
        const next = new URLSearchParams(old);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  useFreshList();
  const count = list.data && t(list.hasNextPage ? 'instances.first' : 'instances.count', { count: rows.length });
  return (
    <SchedulingFrame note={count}>
      <div className="bar filterbar">
        <SearchField value={filters.q} onChange={(value) => set('q', value)} />
        <Select
          aria-label={t('run.state')}
          placeholder={t('instances.any_state')}
          data={STATES.map((state) => ({ value: state, label: t(`schedule.state_${state}`) }))}
          value={filters.state || null}
          onChange={(value) => set('state', value)}
          clearable
          clearButtonProps={{ 'aria-label': t('instances.clear') }}
          w={170}
        />
        <Select
          aria-label={t('scheduling.type')}
          placeholder={t('scheduling.any_type')}
          data={TYPES.map((type) => ({ value: type, label: t(`scheduling.type_${type}`) }))}
          value={filters.type || null}
          onChange={(value) => set('type', value)}
          clearable
          clearButtonProps={{ 'aria-label': t('instances.clear') }}
          w={150}
        />
        {filtered && (
          <button type="button" className="link" onClick={() => setSearch({})}>
            {t('instances.clear')}
          </button>
        )}
      </div>
      {commands.error !== null && (
        <div className="bar-error">
          <ErrorBox title={t('scheduling.command_failed', { name: commands.about })} error={commands.error} />
        </div>
      )}
      {list.error && rows.length === 0 && (
        <PageError title={t('scheduling.failed')} error={list.error} onRetry={() => void list.refetch()} />
      )}
      {list.data && rows.length === 0 && <Nothing filtered={filtered} onClear={() => setSearch({})} />}
      {rows.length > 0 && (
        <ScheduleTable
          rows={rows}
          more={list.hasNextPage && !list.isFetchingNextPage}
          onMore={() => void list.fetchNextPage()}
          onCommand={commands.begin}
          onRunNow={setRunning}
          busy={commands.busy}
        />
      )}
      {commands.dialog}
      {running && <RunNowAsked jobId={running.job_id} name={running.job_name} onClose={() => setRunning(null)} />}
    </SchedulingFrame>
  );
}

/** Asks for the list again soon after instances changed. */
function useFreshList() {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLive(['instances', 'tree'], (event, data) => {
    if (event === 'draft' || (event === 'tree' && 'job' in data)) return; // a saved draft changes no schedule
    if (timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      void client.invalidateQueries({ queryKey: overviewKeys.list() });
    }, SETTLE_MS);
  });
}

function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onChange(text.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea, select') !== null;
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      field.current?.focus();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <label className="inp soft searchfield">
      <Search size={14} className="i" aria-hidden="true" />
      <input
        ref={field}
        value={text}
        maxLength={128}
        onChange={(event) => setText(event.target.value)}
        placeholder={t('scheduling.search')}
        aria-label={t('scheduling.search')}
      />
      <kbd>/</kbd>
    </label>
  );
}

function Nothing({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  const { t } = useTranslation();
  if (filtered)
    return (
      <Empty icon={<SearchX size={24} />} title={t('scheduling.nothing_found')}>
        <Button variant="filled" onClick={onClear}>
          {t('instances.clear')}
        </Button>
      </Empty>
    );
  return (
    <Empty icon={<CalendarClock size={24} />} title={t('scheduling.empty')} text={t('scheduling.empty_text')}>
      <Button variant="filled" component={Link} to="/development">
        {t('instances.open_development')}
      </Button>
    </Empty>
  );
}
