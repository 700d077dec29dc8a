/** One node run: state, error with what to do, and the tabs log, inputs, output, report, attempts. */

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NodeRun } from '../api/types';
import { Empty, ErrorBox } from '../components/ui/Feedback';
import { NodeIcon, Status } from '../components/ui/Icon';
import { reasonText } from '../lib/format';
import { shownStatus } from '../lib/status';
import { clock, duration, elapsed } from '../lib/time';
import { Facts } from './Facts';
import { LogView } from './LogView';
import { Attempts, Inputs, Output, Report } from './NodeRunParts';
import { useNodeRun } from './useInstance';

type Tab = 'log' | 'facts' | 'inputs' | 'output' | 'report' | 'attempts';

interface NodeRunPanelProps {
  instanceId: number;
  run: NodeRun;
  icon: string;
  now: number;
  tabs: readonly Tab[];
}

function RunFacts({ run, now }: { run: NodeRun; now: number }) {
  const { t } = useTranslation();
  const attempt = run.attempt_list.at(-1);
  const time = elapsed(run.started_at, run.ended_at, now);
  return (
    <div className="run-scroll">
      <Facts
        rows={[
          [t('run.state'), <Status key="s" status={shownStatus(run)} />],
          [t('run.started'), clock(run.started_at)],
          [t('run.duration'), time === null ? '–' : duration(time)],
          [t('run.attempts'), String(run.attempts)],
          [t('run.worker'), attempt?.worker ?? '–'],
          run.retry_at ? [t('run.retry_at'), clock(run.retry_at)] : null,
          run.reason ? [t('run.reason'), reasonText(run.reason)] : null,
        ]}
      />
    </div>
  );
}

export function NodeRunPanel({ instanceId, run, icon, now, tabs }: NodeRunPanelProps) {
  const { t } = useTranslation();
  const [tab, setTab] = useState<Tab>(tabs[0] ?? 'facts');
  const [chosen, setChosen] = useState<number | null>(null);
  const shown = tabs.filter((name) => name !== 'report' || run.report_url !== null);
  const active = shown.includes(tab) ? tab : (shown[0] ?? 'facts');
  const attempt = run.attempt_list.find((a) => a.id === chosen) ?? run.attempt_list.at(-1);
  const error = run.error ?? (run.status === 'failed' ? attempt?.error : null);
  return (
    <div className="runpanel">
      <header className="ptitle">
        <NodeIcon icon={icon} size={18} className="t2" />
        <h2 className="b6 ell" title={run.name}>
          {run.name}
        </h2>
        <Status status={shownStatus(run)} />
        {run.attempt_list.length > 1 && (
          <fieldset className="seg sm end" aria-label={t('run.attempt')}>
            {run.attempt_list.map((a) => (
              <button
                key={a.id}
                type="button"
                className={a.id === attempt?.id ? 'on' : ''}
                aria-pressed={a.id === attempt?.id}
                onClick={() => setChosen(a.id)}
              >
                {a.number}
              </button>
            ))}
          </fieldset>
        )}
      </header>
      {error && (
        <div className="runpanel-error">
          <div className="errorbox">
            <p className="b6">{t('run.failed_title', { name: run.name })}</p>
            <p className="t2">{error.message}</p>
            <p className="mono s11 t3">{error.code}</p>
          </div>
        </div>
      )}
      <RunTabs tabs={shown} active={active} onChoose={setTab} attempts={run.attempt_list.length} />
      {active === 'log' &&
        (attempt ? (
          <LogView key={attempt.id} attemptId={attempt.id} follow={attempt.status === 'running'} wrap />
        ) : (
          <Empty title={t('run.no_attempt')} />
        ))}
      {active === 'facts' && <RunFacts run={run} now={now} />}
      {active === 'report' && run.report_url && <Report url={run.report_url} name={run.name} />}
      {active === 'attempts' && (
        <Attempts attempts={run.attempt_list} now={now} chosen={attempt?.id ?? null} onChoose={setChosen} />
      )}
      {(active === 'inputs' || active === 'output') && (
        <Detail instanceId={instanceId} nodeId={run.node_id} tab={active} />
      )}
    </div>
  );
}

function Detail({ instanceId, nodeId, tab }: { instanceId: number; nodeId: string; tab: 'inputs' | 'output' }) {
  const { t } = useTranslation();
  const detail = useNodeRun(instanceId, nodeId);
  if (detail.error) return <ErrorBox title={t('run.detail_failed')} error={detail.error} />;
  if (!detail.data) return <div className="grow" aria-busy="true" />;
  return tab === 'inputs' ? <Inputs run={detail.data} /> : <Output run={detail.data} />;
}

interface RunTabsProps {
  tabs: readonly Tab[];
  active: Tab;
  onChoose: (tab: Tab) => void;
  attempts: number;
}

function RunTabs({ tabs, active, onChoose, attempts }: RunTabsProps) {
  const { t } = useTranslation();
  return (
    <div className="utabs" role="tablist">
      {tabs.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          aria-selected={name === active}
          className={name === active ? 'on' : ''}
          onClick={() => onChoose(name)}
        >
          {t(`run.tab_${name}`)}
          {name === 'attempts' && <span className="cnt">{attempts}</span>}
        </button>
      ))}
    </div>
  );
}
