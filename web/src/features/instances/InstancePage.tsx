/** One instance: graph with states, node runs over time, and the chosen node at the right. */

import { ChevronRight } from 'lucide-react';
import { useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { useNodeTypes } from '../../api/queries';
import type { Instance, NodeRun, NodeType } from '../../api/types';
import { Empty, PageError } from '../../components/ui/Feedback';
import { Status } from '../../components/ui/Icon';
import { Splitter, useStoredSize } from '../../components/ui/Splitter';
import { DesignerCanvas } from '../../designer/canvas/DesignerCanvas';
import { DesignerContext } from '../../designer/context';
import { placed } from '../../designer/model/layout';
import { DocumentStore } from '../../designer/model/store';
import { reasonText } from '../../lib/format';
import { instanceEnded } from '../../lib/status';
import { clock, duration, elapsed, minute } from '../../lib/time';
import { NodeRunPanel } from '../../runs/NodeRunPanel';
import { useInstance, useRunMap } from '../../runs/useInstance';
import { useNow } from '../../runs/useNow';
import { CommandBar, CommandError } from './CommandBar';
import { NodeRunTable } from './NodeRunTable';
import { Late, WhyItWaits } from './WhyItWaits';

export function InstancePage() {
  const { t } = useTranslation();
  const id = Number(useParams().instanceId);
  const instance = useInstance(id);
  const types = useNodeTypes();
  if (instance.error || types.error) {
    return (
      <main className="grow page">
        <PageError
          title={t('instance.failed')}
          error={instance.error ?? types.error}
          onRetry={() => void Promise.all([instance.refetch(), types.refetch()])}
        />
      </main>
    );
  }
  if (!instance.data || !types.data) return <main className="grow page" aria-busy="true" />;
  return <InstanceView key={id} instance={instance.data} types={types.data} />;
}

/** Shown first: the node that failed, else the one that runs, else the first. */
function firstToShow(runs: readonly NodeRun[]): NodeRun | undefined {
  return runs.find((run) => run.status === 'failed') ?? runs.find((run) => run.status === 'running') ?? runs[0];
}

const WAITS: ReadonlySet<string> = new Set(['waiting', 'waiting_confirmation', 'frozen']);
const TABS = ['graph', 'why'] as const;

function InstanceView({ instance, types }: { instance: Instance; types: readonly NodeType[] }) {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const [error, setError] = useState<unknown>(null);
  const runs = useRunMap(instance);
  const typeMap = useMemo(() => new Map(types.map((type) => [type.name, type])), [types]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the definition of an instance never changes.
  const store = useMemo(() => {
    const fresh = new DocumentStore(placed(instance.definition));
    const first = search.get('node') ?? firstToShow(instance.node_runs)?.node_id;
    if (first) fresh.select({ nodes: [first] });
    return fresh;
  }, [instance.id]);
  const designer = useMemo(
    () => ({ store, types: typeMap, problems: [], host: null, view: { current: null } }),
    [store, typeMap],
  );
  const { selection } = useSyncExternalStore(store.subscribe, store.get);
  const chosen = selection.nodes[0] ?? search.get('node');
  const run = (chosen ? runs.get(chosen) : undefined) ?? firstToShow(instance.node_runs);
  const waits = WAITS.has(instance.status);
  const wanted = search.get('tab');
  const tab = waits || wanted === 'why' ? (wanted === 'graph' ? 'graph' : 'why') : 'graph';
  const now = useNow(!instanceEnded(instance.status));
  const [panel, setPanel] = useStoredSize('instance_panel', 540);
  const [graph, setGraph] = useStoredSize('instance_graph', 390);
  const choose = (nodeId: string) => {
    store.select({ nodes: [nodeId] });
    setSearch(tab === 'graph' && waits ? { node: nodeId, tab } : { node: nodeId }, { replace: true });
  };
  return (
    <main className="grow page instance">
      <header className="bar h48">
        <Link to="/instances" className="t2">
          {t('shell.instances')}
        </Link>
        <ChevronRight size={14} className="t3" aria-hidden="true" />
        <h1 className="instance-title">
          <Link to={`/development/${instance.job_id}`} className="b6 instance-job">
            {instance.job_name}
          </Link>
          <span className="tn">
            {minute(instance.plan_time ?? instance.created_at, instance.plan_time ? instance.zone : null)}
          </span>
        </h1>
        <Status status={instance.status} boxed />
        <Late instance={instance} />
        <span className="grow" />
        <CommandBar instance={instance} run={run} onError={setError} />
      </header>
      <CommandError error={error} />
      <InstanceFacts instance={instance} now={now} />
      {(waits || tab === 'why') && (
        <div className="utabs" role="tablist" aria-label={t('instance.views')}>
          {TABS.map((name) => (
            <button
              key={name}
              type="button"
              role="tab"
              aria-selected={name === tab}
              className={name === tab ? 'on' : ''}
              onClick={() => setSearch({ tab: name }, { replace: true })}
            >
              {t(`instance.tab_${name}`)}
            </button>
          ))}
        </div>
      )}
      {tab === 'why' ? (
        <WhyItWaits instance={instance} />
      ) : (
        <DesignerContext value={designer}>
          <div className="grow row stretch">
            <div className="grow col">
              <div className="instance-graph" style={{ height: graph }}>
                <DesignerCanvas
                  runs={runs}
                  label={t('canvas.run_label', { name: instance.job_name })}
                  miniMap={false}
                />
              </div>
              <Splitter label={t('split.graph')} axis="y" size={graph} sign={1} onSize={setGraph} min={120} max={700} />
              <NodeRunTable
                instance={instance}
                types={typeMap}
                now={now}
                chosen={run?.node_id ?? null}
                onChoose={choose}
              />
            </div>
            <Splitter
              label={t('split.node_run')}
              axis="x"
              size={panel}
              sign={-1}
              onSize={setPanel}
              min={320}
              max={960}
            />
            <aside className="side right" style={{ width: panel }} aria-label={t('run.tab_facts')}>
              {run ? (
                <NodeRunPanel
                  key={run.node_id}
                  instanceId={instance.id}
                  run={run}
                  icon={typeMap.get(run.type)?.icon ?? run.type}
                  now={now}
                  tabs={['log', 'inputs', 'output', 'report', 'attempts']}
                />
              ) : (
                <Empty title={t(instanceEnded(instance.status) ? 'run.history_expired' : 'run.nothing_started')} />
              )}
            </aside>
          </div>
        </DesignerContext>
      )}
    </main>
  );
}

function InstanceFacts({ instance, now }: { instance: Instance; now: number }) {
  const { t } = useTranslation();
  const time = elapsed(instance.started_at, instance.ended_at, now);
  const version = instance.version_no ? `v${instance.version_no}` : t('tree.draft');
  const facts: readonly (readonly [string, string])[] = [
    [t('instances.trigger'), t(`trigger.${instance.trigger}`)],
    [t('instances.column_version'), version],
    [t('run.started'), clock(instance.started_at)],
    [t('run.duration'), time === null ? '–' : duration(time)],
    [t('instances.run_number'), String(instance.run_number)],
    [t('instances.column_nodes'), t('instances.nodes', { done: instance.nodes_done, total: instance.nodes_total })],
    [t('instances.by'), instance.created_by ?? '–'],
    [t('instances.id'), String(instance.id)],
  ];
  return (
    <dl className="bar factbar s12">
      {facts.map(([name, value]) => (
        <div key={name} className="row gap4">
          <dt className="t2">{name}</dt>
          <dd className="tn">{value}</dd>
        </div>
      ))}
      {instance.reason && (
        <div className="row gap4">
          <dt className="t2">{t('run.reason')}</dt>
          <dd className="ell st-warning">{reasonText(instance.reason)}</dd>
        </div>
      )}
    </dl>
  );
}
