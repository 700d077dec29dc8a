/** Beside the plan: the order inside one day, the rules in words, and what the signs mean. */

import { SegmentedControl } from '@mantine/core';
import { Plus } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { StateIcon } from '../../components/ui/Icon';
import type { Plan, PlannedEntry } from './api';
import type { Draft } from './draft';
import { orderInDay } from './grid';

interface PlanSideProps {
  plan: Plan;
  entries: readonly PlannedEntry[];
  draft: Draft;
  onChange: (change: Partial<Draft>) => void;
}

export function PlanSide({ plan, entries, draft, onChange }: PlanSideProps) {
  const { t } = useTranslation();
  const good = plan.jobs.reduce((sum, job) => sum + job.already_good, 0);
  return (
    <aside className="pd-side" aria-label={t('patchdata.rules')}>
      <DayOrder plan={plan} entries={entries} />
      <h3 className="pd-h">{t('patchdata.rules')}</h3>
      <RuleFacts draft={draft} jobs={plan.jobs.length} />
      <ul className="plainlist pd-legend s12">
        <li>
          <span className="pc pc-new">
            <Plus size={12} aria-hidden="true" />
          </span>
          {t('patchdata.cell_new')}
        </li>
        <li>
          <span className="pc pc-good">
            <StateIcon status="success" size={13} />
          </span>
          {t('patchdata.cell_good')}
        </li>
        <li>
          <span className="pc pc-again">
            <StateIcon status="retry_wait" size={13} />
          </span>
          {t('patchdata.cell_again')}
        </li>
      </ul>
      {(good > 0 || draft.skipSuccessful) && (
        <div className="col gap4">
          <span className="s12 t2">{t('patchdata.skip_successful')}</span>
          <SegmentedControl
            aria-label={t('patchdata.skip_successful')}
            data={[
              { value: 'skip', label: t('patchdata.skip') },
              { value: 'again', label: t('patchdata.again') },
            ]}
            value={draft.skipSuccessful ? 'skip' : 'again'}
            onChange={(value) => onChange({ skipSuccessful: value === 'skip' })}
          />
        </div>
      )}
    </aside>
  );
}

const MOST_BARS = 24;

function DayOrder({ plan, entries }: { plan: Plan; entries: readonly PlannedEntry[] }) {
  const { t } = useTranslation();
  const day = entries[0]?.day;
  const bars = useMemo(() => (day ? orderInDay(entries, day, plan.jobs) : []), [entries, day, plan.jobs]);
  return (
    <section className="pd-order">
      <h3 className="pd-h">{t('patchdata.order_in_day')}</h3>
      <ol className="plainlist">
        {bars.slice(0, MOST_BARS).map((bar) => (
          <li key={bar.job} className="pd-bar" title={bar.job}>
            <span className="pd-track" aria-hidden="true">
              <span style={{ left: `${bar.start * 100}%`, width: `max(${bar.length * 100}%, 6px)` }} />
            </span>
            <span className="ell s12 t2">{bar.job}</span>
          </li>
        ))}
      </ol>
      {bars.length > MOST_BARS && (
        <p className="s12 t3">{t('patchdata.more_jobs', { count: bars.length - MOST_BARS })}</p>
      )}
    </section>
  );
}

export function RuleFacts({ draft, jobs }: { draft: Draft; jobs: number }) {
  const { t } = useTranslation();
  const facts = [
    ['at_once', t(draft.byDay ? 'patchdata.fact_of_day' : 'patchdata.fact_of_job', { count: draft.parallel })],
    ['next_day', t(draft.byDay ? 'patchdata.fact_day_waits' : 'patchdata.fact_day_free', { count: jobs })],
    ['upon_failure', t(draft.stopOnFailure ? 'patchdata.fact_stop' : 'patchdata.fact_go_on')],
    ['window', draft.windowed ? `${draft.window.from}–${draft.window.to}` : t('patchdata.fact_any_time')],
    ['priority', draft.priority === null ? t('patchdata.priority_default') : String(draft.priority)],
    ['params', draft.params.map((param) => `${param.name}=${param.value}`).join(', ') || '–'],
  ] as const;
  return (
    <dl className="pd-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt className="t2">{t(`patchdata.${name}`)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
