/** Beside the graph: the chosen job or the chosen line, and where to go from there. */

import { Button } from '@mantine/core';
import { CalendarClock, Crosshair, History, List, Pencil, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { usePermission } from '../../api/queries';
import { Status } from '../../components/ui/Icon';
import { isStatus } from '../../lib/status';
import type { Graph, GraphEdge, GraphJob } from './api';
import { Names } from './GraphList';
import { useEdgeWords } from './words';

interface JobSideProps {
  graph: Graph;
  job: GraphJob;
  /** Highlighted jobs, the chosen one among them. */
  lit: ReadonlySet<number>;
  centred: boolean;
  onChoose: (id: number) => void;
  onCentre: () => void;
  onClose: () => void;
}

export function JobSide({ graph, job, lit, centred, onChoose, onCentre, onClose }: JobSideProps) {
  const { t } = useTranslation();
  const mayPatch = usePermission('patchdata.run');
  const names = new Map(graph.nodes.map((one) => [one.job_id, one.job_name]));
  const up = graph.edges.filter((edge) => edge.downstream === job.job_id);
  const down = graph.edges.filter((edge) => edge.upstream === job.job_id);
  const others = [...lit].filter((id) => id !== job.job_id);
  return (
    <aside className="side right graph-side" aria-label={job.job_name} data-testid="graph-side">
      <SideHead title={job.job_name} note={t('graph.job')} onClose={onClose} />
      <div className="graph-side-body">
        <p className="t2">{job.sentence}</p>
        <dl className="pd-facts">
          <div>
            <dt className="t2">{t('graph.scheduling')}</dt>
            <dd>{t(`schedule.state_${job.state}`)}</dd>
          </div>
          <div>
            <dt className="t2">{t('graph.last')}</dt>
            <dd>{job.last_status !== null && isStatus(job.last_status) ? <Status status={job.last_status} /> : '–'}</dd>
          </div>
        </dl>
        <div className="graph-actions">
          {!centred && (
            <Button leftSection={<Crosshair size={14} />} onClick={onCentre} data-testid="btn-graph-centre">
              {t('graph.centre')}
            </Button>
          )}
          <Button leftSection={<Pencil size={14} />} component={Link} to={`/development/${job.job_id}`}>
            {t('graph.open_job')}
          </Button>
          <Button leftSection={<CalendarClock size={14} />} component={Link} to={`/development/${job.job_id}/schedule`}>
            {t('graph.open_schedule')}
          </Button>
          <Button leftSection={<List size={14} />} component={Link} to={`/instances?job_id=${job.job_id}`}>
            {t('shell.instances')}
          </Button>
        </div>
        <h3 className="pd-h">{t('graph.waits_for')}</h3>
        <Names edges={up} end="upstream" names={names} onChoose={onChoose} />
        <h3 className="pd-h">{t('graph.needed_by')}</h3>
        <Names edges={down} end="downstream" names={names} onChoose={onChoose} />
        {mayPatch && (
          <>
            <h3 className="pd-h">{t('shell.patchdata')}</h3>
            <div className="graph-actions">
              <Button
                leftSection={<History size={14} />}
                component={Link}
                to={`/patchdata/new?job=${job.job_id}`}
                data-testid="btn-graph-patch"
              >
                {t('graph.patch_one')}
              </Button>
              {others.length > 0 && (
                <Button
                  leftSection={<History size={14} />}
                  component={Link}
                  to={`/patchdata/new?job=${job.job_id}&with=${others.join(',')}`}
                  data-testid="btn-graph-patch-all"
                >
                  {t('graph.patch_lit', { count: others.length + 1 })}
                </Button>
              )}
            </div>
          </>
        )}
      </div>
    </aside>
  );
}

interface EdgeSideProps {
  graph: Graph;
  edge: GraphEdge;
  onChoose: (id: number) => void;
  onClose: () => void;
}

export function EdgeSide({ graph, edge, onChoose, onClose }: EdgeSideProps) {
  const { t } = useTranslation();
  const words = useEdgeWords();
  const name = (id: number) => graph.nodes.find((job) => job.job_id === id)?.job_name ?? String(id);
  const title = `${name(edge.upstream)} → ${name(edge.downstream)}`;
  const facts = [
    [t('schedule.cycle'), words.cycle(edge)],
    [t('schedule.rule'), words.rule(edge)],
    [t('schedule.on_failure'), words.policy(edge)],
  ] as const;
  return (
    <aside className="side right graph-side" aria-label={title} data-testid="graph-edge-side">
      <SideHead title={title} note={t('graph.dependency')} onClose={onClose} />
      <div className="graph-side-body">
        <p>
          <button type="button" className="link" onClick={() => onChoose(edge.downstream)}>
            {name(edge.downstream)}
          </button>{' '}
          {t('graph.waits_for_word')}{' '}
          <button type="button" className="link" onClick={() => onChoose(edge.upstream)}>
            {name(edge.upstream)}
          </button>
        </p>
        <dl className="pd-facts">
          {facts.map(([label, value]) => (
            <div key={label}>
              <dt className="t2">{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <div className="graph-actions">
          <Button
            leftSection={<CalendarClock size={14} />}
            component={Link}
            to={`/development/${edge.downstream}/schedule`}
          >
            {t('graph.edit_in_schedule')}
          </Button>
        </div>
      </div>
    </aside>
  );
}

function SideHead({ title, note, onClose }: { title: string; note: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="graph-side-head">
      <div className="grow">
        <div className="s12 t2">{note}</div>
        <h2 className="b6 graph-side-title">{title}</h2>
      </div>
      <button type="button" className="ib" aria-label={t('common.close')} title={t('common.close')} onClick={onClose}>
        <X size={16} />
      </button>
    </div>
  );
}
