/** A test run on the canvas it was drawn on: states, live log, stop. Read only while it is shown. */

import { Button, Progress } from '@mantine/core';
import { ArrowLeft, ExternalLink, Square } from 'lucide-react';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Instance, Job, NodeRun, NodeType } from '../../api/types';
import { Empty, ErrorBox, PageError } from '../../components/ui/Feedback';
import { StateIcon } from '../../components/ui/Icon';
import { Splitter, useStoredSize } from '../../components/ui/Splitter';
import { DesignerContext } from '../../designer/context';
import { MainView } from '../../designer/MainView';
import { placed } from '../../designer/model/layout';
import { DocumentStore } from '../../designer/model/store';
import { instanceEnded, LOOKS } from '../../lib/status';
import { duration, elapsed, minute } from '../../lib/time';
import { LogView } from '../../runs/LogView';
import { NodeRunPanel } from '../../runs/NodeRunPanel';
import { sendCommand, useInstance, useRunMap } from '../../runs/useInstance';
import { useNow } from '../../runs/useNow';
import { Drawer } from './Drawer';

interface TestRunProps {
  job: Job;
  types: ReadonlyMap<string, NodeType>;
  instanceId: number;
  onBack: () => void;
}

export function TestRun(props: TestRunProps) {
  const { t } = useTranslation();
  const instance = useInstance(props.instanceId);
  if (instance.error) {
    return (
      <div className="grow page">
        <PageError title={t('instance.failed')} error={instance.error} onRetry={() => void instance.refetch()} />
        <Button onClick={props.onBack}>{t('run.back')}</Button>
      </div>
    );
  }
  if (!instance.data) return <div className="grow page" aria-busy="true" />;
  return <RunView {...props} instance={instance.data} />;
}

/** The node that is watched: the chosen one, else what failed, runs or ran last. */
function watched(runs: readonly NodeRun[], chosen: string | undefined): NodeRun | undefined {
  const started = runs
    .filter((run) => run.started_at)
    .sort((a, b) => (a.started_at ?? '').localeCompare(b.started_at ?? ''));
  return (
    runs.find((run) => run.node_id === chosen) ??
    runs.find((run) => run.status === 'failed') ??
    started.find((run) => run.status === 'running') ??
    started.at(-1)
  );
}

function RunView({ job, types, instance, onBack }: TestRunProps & { instance: Instance }) {
  const { t } = useTranslation();
  const runs = useRunMap(instance);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the definition of an instance never changes.
  const store = useMemo(() => new DocumentStore(placed(instance.definition)), [instance.id]);
  const designer = useMemo(() => ({ store, types, problems: [], host: null, view: { current: null } }), [store, types]);
  const { selection } = useSyncExternalStore(store.subscribe, store.get);
  const [drawer, setDrawer] = useStoredSize('run_drawer', 210);
  const [panel, setPanel] = useStoredSize('panel', 336);
  const now = useNow(!instanceEnded(instance.status));
  const run = watched(instance.node_runs, selection.nodes[0]);
  const attempt = run?.attempt_list.at(-1);
  return (
    <DesignerContext value={designer}>
      <h1 className="sr-only">{t('run.heading', { name: job.name })}</h1>
      <RunBar instance={instance} now={now} onBack={onBack} />
      <div className="grow row stretch">
        <div className="grow col">
          <MainView runs={runs} label={t('canvas.run_label', { name: job.name })} />
          <Drawer
            height={drawer}
            onHeight={setDrawer}
            tabs={<h2 className="drawer-tab on">{t('run.log_of', { name: run?.name ?? '' })}</h2>}
          >
            {attempt ? (
              <LogView key={attempt.id} attemptId={attempt.id} follow />
            ) : (
              <p className="drawer-none t3">{t('run.nothing_started')}</p>
            )}
          </Drawer>
        </div>
        <Splitter label={t('split.panel')} axis="x" size={panel} sign={-1} onSize={setPanel} min={260} max={720} />
        <aside className="side right" style={{ width: panel }} aria-label={t('panel.title')}>
          {run ? (
            <NodeRunPanel
              key={run.node_id}
              instanceId={instance.id}
              run={run}
              icon={types.get(run.type)?.icon ?? run.type}
              now={now}
              tabs={['facts', 'inputs', 'output', 'report', 'attempts']}
            />
          ) : (
            <Empty title={t('run.nothing_started')} />
          )}
        </aside>
      </div>
    </DesignerContext>
  );
}

const TINT: Readonly<Record<string, string>> = {
  success: 'success',
  failed: 'failed',
  warning: 'warning',
  canceled: 'canceled',
};

function RunBar({ instance, now, onBack }: { instance: Instance; now: number; onBack: () => void }) {
  const { t } = useTranslation();
  const [stopping, setStopping] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const ended = instanceEnded(instance.status);
  const look = LOOKS[instance.status];
  const time = elapsed(instance.started_at, instance.ended_at, now);
  useEffect(() => {
    if (ended) setStopping(false);
  }, [ended]);
  const stop = async () => {
    setStopping(true);
    setError(null);
    try {
      await sendCommand(instance.id, 'stop');
    } catch (problem) {
      setError(problem);
      setStopping(false);
    }
  };
  return (
    <>
      <div
        className={`bar tint-${ended ? (TINT[look.hue] ?? look.hue) : 'running'}`}
        data-testid="run-bar"
        data-status={instance.status}
      >
        <span className={`st st-${look.hue}`} role="status">
          <StateIcon status={instance.status} />
          {ended ? t('run.ended_as', { state: t(look.word) }) : t('run.test_run')}
        </span>
        {instance.plan_time && (
          <span className="tn t2">{t('run.plan_time', { time: minute(instance.plan_time, instance.zone) })}</span>
        )}
        <span className="vr" />
        <span className="tn">{t('run.nodes_done', { done: instance.nodes_done, total: instance.nodes_total })}</span>
        {time !== null && <span className="tn t2">{duration(time)}</span>}
        {!ended && (
          <Progress
            w={120}
            size={4}
            aria-label={t('run.progress')}
            value={instance.nodes_total ? (100 * instance.nodes_done) / instance.nodes_total : 0}
          />
        )}
        <span className="grow" />
        <Button leftSection={<ArrowLeft size={14} />} onClick={onBack} data-testid="btn-back">
          {t('run.back')}
        </Button>
        <Button leftSection={<ExternalLink size={14} />} component={Link} to={`/instances/${instance.id}`}>
          {t('run.open_instance')}
        </Button>
        {!ended && (
          <Button
            className="danger"
            leftSection={<Square size={14} />}
            loading={stopping}
            onClick={() => void stop()}
            data-testid="btn-stop"
          >
            {t('run.stop')}
          </Button>
        )}
      </div>
      {error !== null && (
        <div className="bar-error">
          <ErrorBox title={t('run.stop_failed')} error={error} />
        </div>
      )}
    </>
  );
}
