/** The jobs around a job, as a picture and as a list. */

import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ErrorBox } from '../../components/ui/Feedback';
import { NodeIcon, StateIcon } from '../../components/ui/Icon';
import { isStatus } from '../../lib/status';
import { type GraphEdge, useGraph } from './api';
import { CARD_HEIGHT, CARD_WIDTH, draw, type Picture } from './graph';
import { StateWord } from './states';

const STEPS = 3;

export function GraphDialog({ jobId, name, onClose }: { jobId: number; name: string; onClose: () => void }) {
  const { t } = useTranslation();
  const graph = useGraph(jobId, STEPS);
  const picture = graph.data ? draw(jobId, graph.data.nodes, graph.data.edges) : null;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('schedule.graph_title', { name })}
      size="auto"
      centered
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <div className="dialog-body graph-body">
        <p className="t3 s12">{t('schedule.graph_help', { count: STEPS })}</p>
        {graph.error && <ErrorBox title={t('schedule.graph_failed')} error={graph.error} />}
        {picture && <Drawing picture={picture} middle={jobId} onOpen={onClose} />}
      </div>
    </Modal>
  );
}

function Drawing({ picture, middle, onOpen }: { picture: Picture; middle: number; onOpen: () => void }) {
  const { t } = useTranslation();
  const names = new Map(picture.cards.map((card) => [card.job.job_id, card.job.job_name]));
  const words = (edge: GraphEdge) => {
    const cycle = edge.cycle === 'same' ? t('schedule.cycle_same') : t('schedule.cycle_previous_n', { count: edge.n });
    const policy = t(`schedule.on_failure_${edge.on_upstream_failure}`);
    return t('schedule.graph_edge', {
      downstream: names.get(edge.downstream),
      upstream: names.get(edge.upstream),
      how: `${cycle}, ${t(`schedule.rule_${edge.rule}`)}, ${policy}`,
    });
  };
  return (
    <div className="graph-scroll">
      <div className="graph" style={{ width: picture.width, height: picture.height }} data-testid="dependency-graph">
        <svg width={picture.width} height={picture.height} aria-hidden="true">
          <defs>
            <marker id="graph-arrow" viewBox="0 0 9 8" refX="3" refY="4" markerWidth="9" markerHeight="8" orient="auto">
              <path d="M0 0 9 4 0 8z" fill="var(--mr-bd-control)" />
            </marker>
          </defs>
          {picture.lines.map((line) => (
            <path key={line.key} d={line.path} className="graph-line" markerEnd="url(#graph-arrow)">
              <title>{line.edges.map(words).join('\n')}</title>
            </path>
          ))}
        </svg>
        <ul>
          {picture.cards.map(({ job, x, y }) => (
            <li key={job.job_id} style={{ left: x, top: y, width: CARD_WIDTH, height: CARD_HEIGHT }}>
              <Link
                to={`/development/${job.job_id}/schedule`}
                className={`graph-card ${job.job_id === middle ? 'on' : ''}`}
                title={job.job_name}
                onClick={onOpen}
              >
                <span className="row gap4">
                  <NodeIcon icon="subjob" size={14} className="t3" />
                  <span className="b5 ell grow">{job.job_name}</span>
                  {job.last_status && isStatus(job.last_status) && (
                    <StateIcon status={job.last_status} size={14} named />
                  )}
                </span>
                <span className="s11">
                  <StateWord state={job.state} />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      </div>
      <ul className="sr-only">
        {picture.lines.flatMap((line) =>
          line.edges.map((edge, index) => <li key={`${line.key}${index}`}>{words(edge)}</li>),
        )}
      </ul>
    </div>
  );
}
