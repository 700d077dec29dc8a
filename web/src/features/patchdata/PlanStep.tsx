/** Step 4: what will happen, before anything is made. */

import { Button } from '@mantine/core';
import { Download, List, Table2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorBox } from '../../components/ui/Feedback';
import { StateIcon } from '../../components/ui/Icon';
import { clock, duration, minute } from '../../lib/time';
import { useNow } from '../../runs/useNow';
import { fetchPlanTable, type Plan, type TaskRequest, useAlreadyGood, type usePlan } from './api';
import type { Draft } from './draft';
import { wallMinute } from './grid';
import { PlanGrid } from './PlanGrid';
import { PlanList } from './PlanList';
import { PlanSide } from './PlanSide';

interface PlanStepProps {
  draft: Draft;
  onChange: (change: Partial<Draft>) => void;
  request: TaskRequest;
  plan: ReturnType<typeof usePlan>;
}

export function PlanStep({ draft, onChange, request, plan }: PlanStepProps) {
  const { t } = useTranslation();
  const [listed, setListed] = useState(false);
  const first = plan.data?.pages[0];
  const entries = plan.data?.pages.flatMap((page) => page.entries) ?? [];
  if (!first) return <p className="t2 pd-wait">{t('patchdata.computing')}</p>;
  const more = plan.hasNextPage && !plan.isFetchingNextPage;
  const onMore = () => void plan.fetchNextPage();
  return (
    <div className="pd-plan">
      <div className="pd-planhead">
        <h2 className="pd-title">{t('patchdata.what_will_happen')}</h2>
        <span className="t3 s12">
          {t('patchdata.computed', { time: clock(new Date(plan.dataUpdatedAt).toISOString()) })}
        </span>
        <span className="grow" />
        <Button
          leftSection={listed ? <Table2 size={14} /> : <List size={14} />}
          onClick={() => setListed(!listed)}
          data-testid="btn-plan-list"
        >
          {t(listed ? 'patchdata.as_grid' : 'patchdata.as_list')}
        </Button>
        <TableButton request={request} />
      </div>
      <Tiles plan={first} request={request} />
      <Warnings plan={first} draft={draft} onChange={onChange} />
      {plan.isFetchNextPageError && <ErrorBox error={plan.error} />}
      <div className="pd-cols">
        {listed ? (
          <PlanList entries={entries} total={first.total} more={more} onMore={onMore} />
        ) : (
          <PlanGrid plan={first} entries={entries} more={more} onMore={onMore} />
        )}
        <PlanSide plan={first} entries={entries} draft={draft} onChange={onChange} />
      </div>
    </div>
  );
}

function TableButton({ request }: { request: TaskRequest }) {
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const load = async () => {
    setBusy(true);
    setError(null);
    try {
      const url = URL.createObjectURL(await fetchPlanTable(request));
      const link = document.createElement('a');
      link.href = url;
      link.download = `${request.name}.csv`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 1000);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button
        leftSection={<Download size={14} />}
        onClick={() => void load()}
        loading={busy}
        data-testid="btn-plan-csv"
      >
        CSV
      </Button>
      {error !== null && <ErrorBox error={error} />}
    </>
  );
}

function Tiles({ plan, request }: { plan: Plan; request: TaskRequest }) {
  const { t, i18n } = useTranslation();
  const now = useNow(true);
  const good = useAlreadyGood(request);
  const counted = plan.jobs.reduce((sum, job) => sum + job.already_good, 0);
  const number = (n: number) => n.toLocaleString(i18n.language);
  const goodCount = request.skip_successful ? good.data : counted;
  const span = [plan.first_local, plan.last_local].map((at) => wallMinute(at).slice(0, 10));
  const left = plan.estimated_end ? Date.parse(plan.estimated_end) - now : null;
  const tiles = [
    ['days', number(plan.days), span[0] === span[1] ? span[0] : span.join(' … ')],
    ['total', number(plan.total), t('patchdata.of_jobs', { count: plan.jobs.length })],
    [
      'already',
      goodCount === undefined ? '…' : number(goodCount),
      goodCount ? t(request.skip_successful ? 'patchdata.skipped' : 'patchdata.run_again') : '',
    ],
    ['node_runs', number(plan.node_runs), ''],
    [
      'end',
      plan.estimated_end ? minute(plan.estimated_end).slice(11) : '–',
      left === null ? t('patchdata.end_unknown') : endText(plan.estimated_end, left, t('patchdata.in_time')),
    ],
  ] as const;
  return (
    <dl className="pd-tiles">
      {tiles.map(([name, value, note]) => (
        <div key={name} className="pd-tile" data-testid={`plan-${name}`}>
          <dt className="s12 t2">{t(`patchdata.tile_${name}`)}</dt>
          <dd>
            <span className="pd-big tn">{value}</span> <span className="s12 t3 ell">{note}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

const DAY_MS = 86_400_000;

function endText(end: string | null, left: number, within: string): string {
  return left > DAY_MS ? minute(end).slice(0, 10) : `${within} ${duration(Math.max(left, 0))}`;
}

function Warnings({ plan, draft, onChange }: { plan: Plan } & Pick<PlanStepProps, 'draft' | 'onChange'>) {
  const { t } = useTranslation();
  const asking = plan.jobs.filter((job) => job.asks_confirmation);
  const count = asking.reduce((sum, job) => sum + job.instances, 0);
  // The server says the same of confirmations; here the way to answer stands beside it.
  const warnings = plan.warnings.filter((text) => asking.length === 0 || !text.includes('to confirm them'));
  return (
    <div className="pd-warnings">
      {asking.length > 0 && (
        <div className={`pd-warning ${draft.confirm ? 'calm' : ''}`}>
          <StateIcon status={draft.confirm ? 'success' : 'waiting_confirmation'} />
          <span className="grow">
            {t(draft.confirm ? 'patchdata.confirmed_with' : 'patchdata.asks', {
              jobs: asking.map((job) => job.job_name).join(', '),
              count,
            })}
          </span>
          <button type="button" className="link" onClick={() => onChange({ confirm: !draft.confirm })}>
            {t(draft.confirm ? 'patchdata.confirm_each' : 'patchdata.confirm_now')}
          </button>
        </div>
      )}
      {warnings.map((text) => (
        <div key={text} className="pd-warning">
          <StateIcon status="abnormal" />
          <span className="grow">{text}</span>
        </div>
      ))}
    </div>
  );
}
