/** All plan times of the task one below the other, in the order in which they run. */

import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Status } from '../../components/ui/Icon';
import { isStatus } from '../../lib/status';
import { minute } from '../../lib/time';
import type { PlannedEntry } from './api';
import { wallMinute } from './grid';

const ROW = 28;
const LOAD_AHEAD = 40;

interface PlanListProps {
  entries: readonly PlannedEntry[];
  total: number;
  more: boolean;
  onMore: () => void;
}

const COLUMNS = ['number', 'job', 'plan_time', 'waits_for', 'already', 'ends_about'] as const;

export function PlanList({ entries, total, more, onMore }: PlanListProps) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 20,
  });
  const items = list.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= entries.length - LOAD_AHEAD) onMore();
  }, [last, more, entries.length, onMore]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual list cannot be a <table> of all its rows.
    <div className="vtable pd-list" role="table" aria-label={t('patchdata.as_list')} aria-rowcount={total + 1}>
      {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
      <div className="vhead" role="row" tabIndex={-1}>
        {COLUMNS.map((name) => (
          // biome-ignore lint/a11y/useSemanticElements: as above.
          // biome-ignore lint/a11y/useFocusableInteractive: headers are not operable.
          <span key={name} role="columnheader" className={name === 'number' ? 'num' : ''}>
            {t(`patchdata.column_${name}`)}
          </span>
        ))}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard. */}
      <div ref={scroller} className="vbody" role="rowgroup" tabIndex={0}>
        <div style={{ height: list.getTotalSize(), position: 'relative' }} role="presentation">
          {items.map((item) => {
            const entry = entries[item.index];
            return entry && <Row key={entry.index} entry={entry} top={item.start} />;
          })}
        </div>
      </div>
    </div>
  );
}

function Row({ entry, top }: { entry: PlannedEntry; top: number }) {
  const { t } = useTranslation();
  const cell = (content: React.ReactNode, className = '', title?: string) => (
    // biome-ignore lint/a11y/useSemanticElements: cells of the virtual table.
    <span role="cell" className={`ell ${className}`} title={title}>
      {content}
    </span>
  );
  const waits = entry.waits_for.length;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row of the virtual table.
    <div
      role="row"
      tabIndex={-1}
      aria-rowindex={entry.index + 2}
      className="vrow"
      style={{ transform: `translateY(${top}px)` }}
    >
      {cell(entry.index + 1, 'num t3')}
      {cell(entry.job, 'b5', entry.job)}
      {cell(wallMinute(entry.local), 'tn', entry.local)}
      {cell(
        waits === 0 ? '–' : t('patchdata.waits', { count: waits }),
        't2',
        entry.waits_for.map((index) => index + 1).join(', '),
      )}
      {cell(entry.already !== null && isStatus(entry.already) ? <Status status={entry.already} /> : '–')}
      {cell(minute(entry.ends_about), 'tn t2')}
    </div>
  );
}
