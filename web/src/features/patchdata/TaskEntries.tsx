/** The instances of a task, made or to be. A task may have 100,000: only the pages in sight are asked for. */

import { useQueries } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ErrorBox } from '../../components/ui/Feedback';
import { Status } from '../../components/ui/Icon';
import { reasonText } from '../../lib/format';
import { isStatus } from '../../lib/status';
import { clock, duration, elapsed } from '../../lib/time';
import { useNow } from '../../runs/useNow';
import { ENTRY_PAGE, fetchEntries, patchKeys, type Task, type TaskEntry } from './api';

const ROW = 32;
const LIVE_MS = 2000;
const COLUMNS = ['number', 'state', 'job', 'plan_time', 'waits_for', 'started', 'duration', 'reason'] as const;
const NUMBERS = new Set<string>(['number', 'duration']);

export function TaskEntries({ task }: { task: Task }) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const open = task.ended_at === null;
  const now = useNow(open);
  const list = useVirtualizer({
    count: task.total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 10,
  });
  const items = list.getVirtualItems();
  const first = Math.floor((items[0]?.index ?? 0) / ENTRY_PAGE);
  const last = Math.floor((items.at(-1)?.index ?? 0) / ENTRY_PAGE);
  const pages = Array.from({ length: last - first + 1 }, (_, at) => first + at);
  const answers = useQueries({
    queries: pages.map((page) => ({
      queryKey: [...patchKeys.entries(task.id), page],
      queryFn: () => fetchEntries(task.id, page),
      staleTime: open ? 0 : 30_000,
      gcTime: 60_000,
      refetchInterval: open ? LIVE_MS : (false as const),
    })),
  });
  const refetch = useRef(() => {});
  refetch.current = () => {
    for (const answer of answers) void answer.refetch();
  };
  // The last states came together with the end; they are asked for once more.
  useEffect(() => {
    if (!open) refetch.current();
  }, [open]);
  const error = answers.find((answer) => answer.error && !answer.data)?.error;
  const entryOf = (index: number) => answers[Math.floor(index / ENTRY_PAGE) - first]?.data?.items[index % ENTRY_PAGE];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual list cannot be a <table> of all its rows.
    <div
      className="vtable pd-entries"
      role="table"
      aria-label={t('patchdata.instances')}
      aria-rowcount={task.total + 1}
    >
      {error && <ErrorBox title={t('patchdata.entries_failed')} error={error} />}
      {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
      <div className="vhead" role="row" tabIndex={-1}>
        {COLUMNS.map((name) => (
          // biome-ignore lint/a11y/useSemanticElements: as above.
          // biome-ignore lint/a11y/useFocusableInteractive: headers are not operable.
          <span key={name} role="columnheader" className={NUMBERS.has(name) ? 'num' : ''}>
            {t(`patchdata.column_${name}`)}
          </span>
        ))}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard. */}
      <div ref={scroller} className="vbody" role="rowgroup" tabIndex={0}>
        <div style={{ height: list.getTotalSize(), position: 'relative' }} role="presentation">
          {items.map((item) => (
            <Row key={item.index} index={item.index} entry={entryOf(item.index)} top={item.start} now={now} />
          ))}
        </div>
      </div>
    </div>
  );
}

interface RowProps {
  index: number;
  entry: TaskEntry | undefined;
  top: number;
  now: number;
}

function Row({ index, entry, top, now }: RowProps) {
  const { t } = useTranslation();
  const time = entry ? elapsed(entry.started_at, entry.ended_at, now) : null;
  const cell = (content: React.ReactNode, className = '', title?: string) => (
    // biome-ignore lint/a11y/useSemanticElements: cells of the virtual table.
    <span role="cell" className={`ell ${className}`} title={title}>
      {content}
    </span>
  );
  const reason = reasonText(entry?.reason ?? null);
  const waits = entry?.waits_for.length ?? 0;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row of the virtual table.
    <div
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      className="vrow pd-plainrow"
      style={{ transform: `translateY(${top}px)` }}
      data-testid={`entry-${index}`}
      data-status={entry?.status ?? ''}
    >
      {cell((index + 1).toLocaleString(), 'num t3 tn')}
      {cell(
        entry?.status && isStatus(entry.status) ? (
          <Status status={entry.status} />
        ) : (
          <span className="t3">{entry ? t('patchdata.not_made') : '…'}</span>
        ),
      )}
      {cell(
        entry?.instance_id ? (
          <Link to={`/instances/${entry.instance_id}`} className="b5">
            {entry.job}
          </Link>
        ) : (
          <span>{entry?.job}</span>
        ),
        '',
        entry?.job,
      )}
      {cell(entry?.local.slice(0, 16).replace('T', ' '), 'tn', entry?.local)}
      {cell(
        waits === 0 ? '–' : t('patchdata.waits', { count: waits }),
        't2',
        entry?.waits_for.map((other) => other + 1).join(', '),
      )}
      {cell(clock(entry?.started_at ?? null), 'tn t2')}
      {cell(time === null ? '–' : duration(time), 'num')}
      {cell(reason, 't2', reason || undefined)}
    </div>
  );
}
