/** Which jobs wait for which: around one job, in the whole workspace, and as a list. The view stands in the address. */

import { Button, Select, TextInput } from '@mantine/core';
import { Network, Search } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { Empty, ErrorBox, PageError } from '../../components/ui/Feedback';
import { type Graph, useGraph } from './api';
import { GraphList } from './GraphList';
import { EdgeSide, JobSide } from './JobSide';
import { distances, linksOf } from './model';
import '../../styles/dependencies.css';

const GraphCanvas = lazy(() => import('./GraphCanvas').then((m) => ({ default: m.GraphCanvas })));

const VIEWS = ['around', 'all', 'list'] as const;
type View = (typeof VIEWS)[number];
const STEPS = [0, 1, 2, 3, 5, 10, 20];
const USUAL = 2;

interface Wanted {
  readonly view: View;
  readonly job: number | null;
  readonly up: number;
  readonly down: number;
  readonly edge: string | null;
}

function wantedOf(search: URLSearchParams): Wanted {
  const number = (name: string, otherwise: number) => {
    const value = Number(search.get(name) ?? otherwise);
    return STEPS.includes(value) ? value : otherwise;
  };
  const job = Number(search.get('job')) || null;
  const view = VIEWS.find((one) => one === search.get('view')) ?? 'all';
  return { view, job, up: number('up', USUAL), down: number('down', USUAL), edge: search.get('edge') };
}

export function DependenciesPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const wanted = wantedOf(search);
  const [text, setText] = useState('');
  const around = wanted.view === 'around' && wanted.job !== null;
  const graph = useGraph({ jobId: around ? wanted.job : null, up: wanted.up, down: wanted.down });
  const set = (change: Partial<Record<keyof Wanted, string | number | null>>) =>
    setSearch((old) => {
      const next = new URLSearchParams(old);
      for (const [name, value] of Object.entries(change)) {
        if (value === null) next.delete(name);
        else next.set(name, String(value));
      }
      return next;
    });
  return (
    <main className="grow graph-page">
      <div className="bar h48 graph-bar">
        <h1 className="pagetitle">{t('shell.dependencies')}</h1>
        <TextInput
          w={220}
          aria-label={t('graph.search')}
          placeholder={t('graph.search')}
          leftSection={<Search size={14} aria-hidden="true" />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            const hit = firstHit(graph.data, text);
            if (event.key !== 'Enter' || hit === null) return;
            // Among hundreds of jobs one card is too small to read: what is found is shown with its neighbours.
            set({ job: hit, edge: null, view: wanted.view === 'list' ? 'list' : 'around' });
            if (wanted.view !== 'list') setText('');
          }}
          data-testid="graph-search"
        />
        <Views wanted={wanted} onChange={(view) => set({ view })} />
        {wanted.job !== null && (
          <>
            <Depth label={t('graph.up')} value={wanted.up} onChange={(up) => set({ up })} direction="up" />
            <Depth label={t('graph.down')} value={wanted.down} onChange={(down) => set({ down })} direction="down" />
          </>
        )}
        <span className="grow" />
        {graph.data && (
          <span className="t2 s12 tn">
            {t('graph.count', { count: graph.data.nodes.length })}
            {graph.data.more > 0 && `, ${t('graph.more', { count: graph.data.more })}`}
          </span>
        )}
      </div>
      {graph.error && !graph.data && (
        <PageError title={t('graph.failed')} error={graph.error} onRetry={() => void graph.refetch()} />
      )}
      {graph.error && graph.data && <ErrorBox title={t('graph.failed')} error={graph.error} />}
      {graph.data && graph.data.nodes.length === 0 && (
        <Empty icon={<Network size={24} />} title={t('graph.empty')} text={t('graph.empty_text')}>
          <Button variant="filled" component={Link} to="/development">
            {t('instances.open_development')}
          </Button>
        </Empty>
      )}
      {graph.data && graph.data.nodes.length > 0 && (
        <Body graph={graph.data} wanted={wanted} text={text} onSet={set} centred={around} />
      )}
    </main>
  );
}

function firstHit(graph: Graph | undefined, text: string): number | null {
  const wanted = text.trim().toLowerCase();
  if (wanted === '' || !graph) return null;
  const exact = graph.nodes.find((job) => job.job_name.toLowerCase() === wanted);
  return (exact ?? graph.nodes.find((job) => job.job_name.toLowerCase().includes(wanted)))?.job_id ?? null;
}

function Views({ wanted, onChange }: { wanted: Wanted; onChange: (view: View) => void }) {
  const { t } = useTranslation();
  return (
    <fieldset className="seg graph-seg" aria-label={t('graph.view')}>
      {VIEWS.map((view) => (
        <button
          key={view}
          type="button"
          className={wanted.view === view ? 'on' : ''}
          aria-pressed={wanted.view === view}
          disabled={view === 'around' && wanted.job === null}
          title={view === 'around' && wanted.job === null ? t('graph.choose_first') : undefined}
          onClick={() => onChange(view)}
          data-testid={`graph-view-${view}`}
        >
          {t(`graph.view_${view}`)}
        </button>
      ))}
    </fieldset>
  );
}

interface DepthProps {
  label: string;
  value: number;
  direction: 'up' | 'down';
  onChange: (value: number) => void;
}

function Depth({ label, value, direction, onChange }: DepthProps) {
  const { t } = useTranslation();
  return (
    <Select
      w={direction === 'up' ? 96 : 112}
      aria-label={label}
      data={STEPS.map((step) => ({ value: String(step), label: t(`graph.depth_${direction}`, { count: step }) }))}
      value={String(value)}
      allowDeselect={false}
      onChange={(next) => next !== null && onChange(Number(next))}
    />
  );
}

interface BodyProps {
  graph: Graph;
  wanted: Wanted;
  text: string;
  centred: boolean;
  onSet: (change: Partial<Record<keyof Wanted, string | number | null>>) => void;
}

function Body({ graph, wanted, text, centred, onSet }: BodyProps) {
  const { t } = useTranslation();
  const job = graph.nodes.find((one) => one.job_id === wanted.job);
  const edge = graph.edges.find((one) => `${one.upstream}-${one.downstream}` === wanted.edge);
  const links = useMemo(() => linksOf(graph.edges), [graph.edges]);
  const lit = useMemo(() => {
    if (!job) return null;
    const up = distances(links, job.job_id, 'up', wanted.up);
    return new Set([...up.keys(), ...distances(links, job.job_id, 'down', wanted.down).keys()]);
  }, [job, links, wanted.up, wanted.down]);
  const choose = (id: number | null) => onSet({ job: id, edge: null, ...(id === null ? { view: null } : {}) });
  const chooseHere = (id: number | null) =>
    id === null && wanted.view !== 'around' ? onSet({ job: null, edge: null }) : id !== null && choose(id);
  return (
    <div className="graph-body">
      {wanted.view === 'list' ? (
        <GraphList graph={graph} chosen={wanted.job} search={text} onChoose={choose} />
      ) : (
        <Suspense fallback={<div className="grow" aria-busy="true" />}>
          <GraphCanvas
            graph={graph}
            chosen={wanted.job}
            lit={lit}
            search={text}
            edgeKey={wanted.edge}
            onChoose={chooseHere}
            onEdge={(key) => onSet({ edge: key })}
            onOpen={(id) => onSet({ job: id, edge: null, view: 'around' })}
          />
        </Suspense>
      )}
      {edge ? (
        <EdgeSide graph={graph} edge={edge} onChoose={choose} onClose={() => onSet({ edge: null })} />
      ) : (
        job &&
        lit && (
          <JobSide
            graph={graph}
            job={job}
            lit={lit}
            centred={centred}
            onChoose={choose}
            onCentre={() => onSet({ view: 'around' })}
            onClose={() => onSet({ job: null, edge: null, ...(centred ? { view: 'all' } : {}) })}
          />
        )
      )}
      {wanted.view !== 'list' && graph.edges.length > 0 && !wanted.job && (
        <p className="graph-hint s12 t2">{t('graph.hint')}</p>
      )}
    </div>
  );
}
