/** Days and jobs: every plan time of the task in its place, in the order in which the days run. */

import { useVirtualizer } from '@tanstack/react-virtual';
import { Plus } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { StateIcon } from '../../components/ui/Icon';
import { minute } from '../../lib/time';
import type { Plan, PlannedEntry } from './api';
import { type Cell, dayName, dayRows, orderInDay } from './grid';

const ROW = 28;
const LOAD_AHEAD = 10;

interface PlanGridProps {
  plan: Plan;
  entries: readonly PlannedEntry[];
  more: boolean;
  onMore: () => void;
}

export function PlanGrid({ plan, entries, more, onMore }: PlanGridProps) {
  const { t, i18n } = useTranslation();
  const scroller = useRef<HTMLElement>(null);
  const rows = useMemo(() => dayRows(entries), [entries]);
  // Columns as the jobs run: those that begin first stand first.
  const jobs = useMemo(() => {
    const day = entries[0]?.day ?? '';
    const start = new Map(orderInDay(entries, day, plan.jobs).map((bar) => [bar.job, bar.start]));
    return [...plan.jobs].sort((a, b) => (start.get(a.job_name) ?? 1) - (start.get(b.job_name) ?? 1));
  }, [entries, plan.jobs]);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 10,
  });
  const items = list.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= rows.length - LOAD_AHEAD) onMore();
  }, [last, more, rows.length, onMore]);
  const now = new Date();
  const before = items[0]?.start ?? 0;
  const after = list.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled table must be reached by the keyboard.
    <section ref={scroller} className="pd-grid" aria-label={t('patchdata.what_will_happen')} tabIndex={0}>
      <table aria-rowcount={plan.days + 1} data-testid="plan-grid">
        <thead>
          <tr>
            <th className="pd-day">{t('patchdata.plan_day')}</th>
            {jobs.map((job) => (
              <th key={job.job_id} title={job.job_name}>
                <span className="pd-colhead">
                  <span className="ell t1">{job.job_name}</span> <span>v{job.version_no}</span>
                </span>
              </th>
            ))}
            <th className="num pd-ends">{t('patchdata.ends_about')}</th>
          </tr>
        </thead>
        <tbody>
          {before > 0 && <tr style={{ height: before }} />}
          {items.map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <tr key={row.day} aria-rowindex={item.index + 2} data-testid={`plan-day-${row.day}`}>
                <th scope="row" className="tn pd-day" title={row.day}>
                  {dayName(row.day, i18n.language, now)}
                </th>
                {jobs.map((job) => (
                  <td key={job.job_id}>
                    <PlanCell cell={row.cells.get(job.job_name)} />
                  </td>
                ))}
                <td className="num t2 tn pd-ends" title={minute(row.endsAbout)}>
                  {row.endsAbout ? minute(row.endsAbout).slice(11) : '–'}
                </td>
              </tr>
            );
          })}
          {after > 0 && <tr style={{ height: after }} />}
        </tbody>
      </table>
      {rows.length < plan.days && (
        <p className="t2 pd-more">{t('patchdata.more_days', { count: plan.days - rows.length })}</p>
      )}
    </section>
  );
}

function PlanCell({ cell }: { cell: Cell | undefined }) {
  const { t } = useTranslation();
  if (!cell) return <span className="t3 pd-none">–</span>;
  const word = t(`patchdata.cell_${cell.kind}`);
  const all = cell.count === 1 ? '' : `, ${cell.first}–${cell.last}`;
  return (
    <span className={`pc pc-${cell.kind}`} title={`${word}${all}${cell.dryRun ? `, ${t('patchdata.dry_run')}` : ''}`}>
      {cell.kind === 'new' ? <Plus size={12} aria-hidden="true" /> : <CellIcon good={cell.kind === 'good'} />}
      <span className="tn ell">{cell.first}</span>
      {cell.count > 1 && <span className="tn t2">… × {cell.count}</span>}
      <span className="sr-only">{word}</span>
    </span>
  );
}

function CellIcon({ good }: { good: boolean }) {
  return <StateIcon status={good ? 'success' : 'retry_wait'} size={13} />;
}
