/** The graph as a list: every job with what it waits for and what waits for it. */

import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Status } from '../../components/ui/Icon';
import { isStatus } from '../../lib/status';
import type { Graph, GraphEdge, GraphJob } from './api';
import { useEdgeWords } from './words';

interface GraphListProps {
  graph: Graph;
  chosen: number | null;
  search: string;
  onChoose: (id: number) => void;
}

export function GraphList({ graph, chosen, search, onChoose }: GraphListProps) {
  const { t } = useTranslation();
  const wanted = search.trim().toLowerCase();
  const jobs = useMemo(
    () =>
      graph.nodes
        .filter((job) => job.job_name.toLowerCase().includes(wanted))
        .sort((a, b) => a.job_name.localeCompare(b.job_name)),
    [graph.nodes, wanted],
  );
  const names = useMemo(() => new Map(graph.nodes.map((job) => [job.job_id, job.job_name])), [graph.nodes]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled table must be reached by the keyboard.
    <section className="graph-list" tabIndex={0} aria-label={t('graph.view_list')}>
      <table className="pd-table" data-testid="graph-list">
        <thead>
          <tr>
            <th>{t('instances.job')}</th>
            <th className="gl-state">{t('graph.scheduling')}</th>
            <th className="gl-state">{t('graph.last')}</th>
            <th>{t('graph.waits_for')}</th>
            <th>{t('graph.needed_by')}</th>
          </tr>
        </thead>
        <tbody>
          {jobs.map((job) => (
            <Row
              key={job.job_id}
              job={job}
              on={job.job_id === chosen}
              graph={graph}
              names={names}
              onChoose={onChoose}
            />
          ))}
        </tbody>
      </table>
      {jobs.length === 0 && <p className="t2 graph-none">{t('graph.nothing_found')}</p>}
    </section>
  );
}

interface RowProps {
  job: GraphJob;
  on: boolean;
  graph: Graph;
  names: ReadonlyMap<number, string>;
  onChoose: (id: number) => void;
}

function Row({ job, on, graph, names, onChoose }: RowProps) {
  const { t } = useTranslation();
  const up = graph.edges.filter((edge) => edge.downstream === job.job_id);
  const down = graph.edges.filter((edge) => edge.upstream === job.job_id);
  return (
    <tr className={on ? 'on' : ''} aria-selected={on}>
      <td>
        <button type="button" className="b5 gl-name ell" title={job.job_name} onClick={() => onChoose(job.job_id)}>
          {job.job_name}
        </button>
        <span className="s12 t2 ell gl-sentence" title={job.sentence}>
          {job.sentence}
        </span>
      </td>
      <td>{t(`schedule.state_${job.state}`)}</td>
      <td>{job.last_status !== null && isStatus(job.last_status) ? <Status status={job.last_status} /> : '–'}</td>
      <td>
        <Names edges={up} end="upstream" names={names} onChoose={onChoose} />
      </td>
      <td>
        <Names edges={down} end="downstream" names={names} onChoose={onChoose} />
      </td>
    </tr>
  );
}

interface NamesProps {
  edges: readonly GraphEdge[];
  end: 'upstream' | 'downstream';
  names: ReadonlyMap<number, string>;
  onChoose: (id: number) => void;
}

export function Names({ edges, end, names, onChoose }: NamesProps) {
  const words = useEdgeWords();
  if (edges.length === 0) return <span className="t3">–</span>;
  return (
    <ul className="plainlist gl-names">
      {edges.map((edge) => (
        <li key={edge[end]}>
          <button type="button" className="link ell" title={names.get(edge[end])} onClick={() => onChoose(edge[end])}>
            {names.get(edge[end]) ?? edge[end]}
          </button>{' '}
          <span className="t3 s12">{words.label(edge)}</span>
        </li>
      ))}
    </ul>
  );
}
