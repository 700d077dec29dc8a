/** The rows of the list of instances; only those in sight are in the page. Rows can be chosen, one or a span. */

import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import type { InstanceSummary } from '../../api/types';
import { Status } from '../../components/ui/Icon';
import { useRowKeys } from '../../components/ui/useRowKeys';
import { reasonText } from '../../lib/format';
import { shownStatus } from '../../lib/status';
import { clock, duration, elapsed, minute } from '../../lib/time';
import { useNow } from '../../runs/useNow';

const ROW = 32;
const LOAD_AHEAD = 20;
const COLUMNS = ['state', 'job', 'plan_time', 'trigger', 'started', 'duration', 'nodes', 'reason', 'version'] as const;
const NUMBERS = new Set<string>(['duration', 'nodes', 'version']);

interface InstanceTableProps {
  rows: readonly InstanceSummary[];
  more: boolean;
  onMore: () => void;
  picked: ReadonlySet<number>;
  onPick: (picked: ReadonlySet<number>) => void;
  onPickAll: (on: boolean) => void;
}

export function InstanceTable({ rows, more, onMore, picked, onPick, onPickAll }: InstanceTableProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const scroller = useRef<HTMLDivElement>(null);
  const anchor = useRef(0);
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
  const pick = (index: number, span: boolean) => {
    const row = rows[index];
    if (!row) return;
    const next = new Set(picked);
    const on = !next.has(row.id);
    const [from, to] = span ? [anchor.current, index].sort((a, b) => a - b) : [index, index];
    for (const one of rows.slice(from, (to ?? index) + 1)) {
      if (on) next.add(one.id);
      else next.delete(one.id);
    }
    anchor.current = index;
    onPick(next);
  };
  const keys = useRowKeys({
    count: rows.length,
    scrollTo: (index) => list.scrollToIndex(index),
    onRowKey: (key, index, event) => {
      const row = rows[index];
      if (row && key === 'Enter') void navigate(`/instances/${row.id}`);
      else if (key === ' ') pick(index, event.shiftKey);
      else if (key === 'Escape' && picked.size > 0) onPickAll(false);
      else return false;
      return true;
    },
  });
  const all = picked.size > 0 && rows.every((row) => picked.has(row.id));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual list cannot be a <table> of all its rows.
    <div
      ref={keys.holder}
      className="vtable"
      role="table"
      aria-label={t('shell.instances')}
      aria-rowcount={rows.length + 1}
      onKeyDown={keys.onKeyDown}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
      <div className="vhead" role="row" tabIndex={-1}>
        {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: the box inside is operable. */}
        <span role="columnheader">
          <input
            type="checkbox"
            aria-label={t('bulk.pick_all')}
            data-testid="pick-all"
            checked={all}
            ref={(box) => {
              if (box) box.indeterminate = picked.size > 0 && !all;
            }}
            onChange={() => onPickAll(!all)}
          />
        </span>
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
            return (
              row && (
                // biome-ignore lint/a11y/useSemanticElements: a row of the virtual table.
                // biome-ignore lint/a11y/useKeyWithClickEvents: Enter opens it as well; the table hears its keys.
                <div
                  key={row.id}
                  {...keys.rowProps(item.index)}
                  tabIndex={keys.tabIndexOf(item.index)}
                  role="row"
                  aria-rowindex={item.index + 2}
                  aria-selected={picked.has(row.id)}
                  className={`vrow ${picked.has(row.id) ? 'on' : ''}`}
                  style={{ transform: `translateY(${item.start}px)` }}
                  data-testid={`instance-row-${row.id}`}
                  data-status={row.status}
                  onClick={() => void navigate(`/instances/${row.id}`)}
                >
                  <InstanceCells
                    row={row}
                    now={now}
                    picked={picked.has(row.id)}
                    onPick={(span) => pick(item.index, span)}
                  />
                </div>
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}

function Cell({ className = '', title, children }: { className?: string; title?: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: cells of the virtual table.
    <span role="cell" className={`ell ${className}`} title={title}>
      {children}
    </span>
  );
}

interface InstanceCellsProps {
  row: InstanceSummary;
  now: number;
  picked: boolean;
  onPick: (span: boolean) => void;
}

function InstanceCells({ row, now, picked, onPick }: InstanceCellsProps) {
  const { t } = useTranslation();
  const time = elapsed(row.started_at, row.ended_at, now);
  const plan = minute(row.plan_time ?? row.created_at, row.plan_time ? row.zone : null);
  return (
    <>
      <Cell className="checkcell">
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the box hears its own keys. */}
        <label onClick={(event) => event.stopPropagation()}>
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={t('bulk.pick', { name: row.job_name, time: plan })}
            checked={picked}
            onChange={() => undefined}
            onClick={(event) => onPick(event.shiftKey)}
          />
        </label>
      </Cell>
      <Cell>
        <Status status={shownStatus(row)} />
      </Cell>
      <Cell title={row.job_name}>
        <Link to={`/instances/${row.id}`} className="b5" onClick={(event) => event.stopPropagation()}>
          {row.job_name}
        </Link>
      </Cell>
      <Cell className="tn" title={row.zone ?? undefined}>
        {plan}
      </Cell>
      <Cell className="t2">
        {row.run_number > 1 ? t('instances.rerun', { number: row.run_number }) : t(`trigger.${row.trigger}`)}
      </Cell>
      <Cell className="tn t2">{clock(row.started_at)}</Cell>
      <Cell className="num">{time === null ? '–' : duration(time)}</Cell>
      <Cell className="num t2">{t('instances.nodes', { done: row.nodes_done, total: row.nodes_total })}</Cell>
      <Cell className="t2" title={reasonText(row.reason) || undefined}>
        {reasonText(row.reason)}
      </Cell>
      <Cell className="num t2">{row.version_no ? `v${row.version_no}` : t('tree.draft')}</Cell>
    </>
  );
}
