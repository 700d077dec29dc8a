/** The job that a node calls, drawn small below it, to be looked at only. Fetched when it is first unfolded. */

import { useReactFlow, useStore, ViewportPortal } from '@xyflow/react';
import { ExternalLink, X } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useJob, useTree } from '../../api/queries';
import { NodeIcon } from '../../components/ui/Icon';
import { fillDefinition, type JobDefinition, type JobNode } from '../../lib/definition';
import { useDesigner, useDocument } from '../context';
import { NODE_HEIGHT, NODE_WIDTH, nodeById } from '../model/document';
import { boundsOf, nodeRect, placeOf } from '../model/geometry';
import { placed } from '../model/layout';
import { calledJob } from './calledJob';
import { useCanvas } from './canvasContext';
import { useDrawing } from './useDrawing';

export function CalledJobs() {
  const { doc } = useDocument();
  const { types } = useDesigner();
  const unfolded = useDrawing((state) => state.unfolded);
  if (unfolded.size === 0) return null;
  return (
    <ViewportPortal>
      {[...unfolded].map((id) => {
        const node = nodeById(doc, id);
        const job = node && calledJob(node, types.get(node.type));
        return node && job ? <CalledJob key={id} node={node} job={job} /> : null;
      })}
    </ViewportPortal>
  );
}

const BELOW = 10;

function CalledJob({ node, job }: { node: JobNode; job: string }) {
  const { t } = useTranslation();
  const { drawing } = useCanvas();
  const flow = useReactFlow();
  // Follows the card while it is dragged.
  const moved = useStore((state) => state.nodeLookup.get(node.id)?.position);
  const { x, y } = moved ?? flow.getNode(node.id)?.position ?? placeOf(node);
  const tree = useTree();
  const found = tree.data?.jobs.find((one) => one.name === job);
  return (
    <section
      className="called nodrag nopan"
      style={{ transform: `translate(${x}px, ${y + NODE_HEIGHT + BELOW}px)` }}
      aria-label={t('called.label', { name: job })}
      data-testid={`called-${node.name}`}
    >
      <div className="called-head">
        <NodeIcon icon="subjob" size={14} />
        <span className="nn">{job}</span>
        {found && (
          <Link className="link s11 row gap4" to={`/development/${found.id}`}>
            {t('called.open')}
            <ExternalLink size={12} aria-hidden="true" />
          </Link>
        )}
        <button
          type="button"
          className="ib sm"
          aria-label={t('called.hide_job', { name: job })}
          onClick={() => drawing.toggleUnfolded(node.id)}
        >
          <X size={14} />
        </button>
      </div>
      {found ? (
        <CalledPicture id={found.id} />
      ) : (
        <p className="t3 s11 called-text">{t(tree.isPending ? 'called.loading' : 'called.unknown', { name: job })}</p>
      )}
    </section>
  );
}

function CalledPicture({ id }: { id: number }) {
  const { t } = useTranslation();
  const job = useJob(id);
  const doc = useMemo(() => (job.data ? placed(fillDefinition(job.data.definition)) : null), [job.data]);
  if (job.error) return <p className="t3 s11 called-text">{t('called.failed')}</p>;
  if (!doc) return <p className="t3 s11 called-text">{t('called.loading')}</p>;
  if (doc.nodes.length === 0) return <p className="t3 s11 called-text">{t('called.empty')}</p>;
  return <SmallPicture doc={doc} />;
}

const MOST_WIDTH = 420;
const MOST_HEIGHT = 260;
const MARGIN = 12;

/** A picture of cards and lines, scaled into the frame; it takes no part in the canvas. */
function SmallPicture({ doc }: { doc: JobDefinition }) {
  const { types } = useDesigner();
  const bounds = boundsOf(doc.nodes.map(nodeRect)) ?? { x: 0, y: 0, width: NODE_WIDTH, height: NODE_HEIGHT };
  const [width, height] = [bounds.width + 2 * MARGIN, bounds.height + 2 * MARGIN];
  const scale = Math.min(0.75, MOST_WIDTH / width, MOST_HEIGHT / height);
  return (
    <div className="called-picture" style={{ width: width * scale, height: height * scale }}>
      <div
        className="called-scaled"
        style={{
          transform: `scale(${scale}) translate(${MARGIN - bounds.x}px, ${MARGIN - bounds.y}px)`,
        }}
      >
        <svg className="marks called-lines" aria-hidden="true">
          {doc.edges.map((edge) => (
            <SmallLine key={`${edge.source}->${edge.target}`} doc={doc} source={edge.source} target={edge.target} />
          ))}
        </svg>
        <ul className="called-nodes">
          {doc.nodes.map((node) => (
            <li
              key={node.id}
              className="node"
              style={{ left: placeOf(node).x, top: placeOf(node).y }}
              title={node.name}
            >
              <span className="nico">
                <NodeIcon icon={types.get(node.type)?.icon ?? node.type} />
              </span>
              <span className="ntx">
                <span className="nn">{node.name}</span>
                <span className="nsub">{types.get(node.type)?.label ?? node.type}</span>
              </span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function SmallLine({ doc, source, target }: { doc: JobDefinition; source: string; target: string }) {
  const [from, to] = [nodeById(doc, source), nodeById(doc, target)];
  if (!from || !to) return null;
  const [a, b] = [placeOf(from), placeOf(to)];
  const [x1, y1, x2, y2] = [a.x + NODE_WIDTH / 2, a.y + NODE_HEIGHT, b.x + NODE_WIDTH / 2, b.y];
  const bend = Math.max(20, Math.abs(y2 - y1) / 2);
  return <path className="edge" d={`M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}`} />;
}
