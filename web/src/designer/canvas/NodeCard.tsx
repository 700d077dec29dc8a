/** A node on the canvas: 180 x 44, icon, name, second line; in run mode the state at the left edge. */

import { Handle, type NodeProps, Position } from '@xyflow/react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { NodeIcon, StateIcon } from '../../components/ui/Icon';
import { LOOKS, shownStatus } from '../../lib/status';
import { duration, elapsed } from '../../lib/time';
import { CalledJobToggle } from './CalledJobToggle';
import { calledJob } from './calledJob';
import { DescriptionMark } from './DescriptionMark';
import { type CardNode, summaryOf } from './flow';
import { useDrawing } from './useDrawing';

/** While an edge is being drawn: whether it could not end here. */
function useRefused(id: string): boolean {
  return useDrawing(({ connecting }) => connecting !== null && connecting.from !== id && connecting.illegal.has(id));
}

export const NodeCard = memo(function NodeCard({ id, data, selected, isConnectable }: NodeProps<CardNode>) {
  const { t } = useTranslation();
  const refused = useRefused(id);
  const { node, type, problem, run } = data;
  const job = calledJob(node, type);
  const status = run ? shownStatus(run) : null;
  const classes = [
    'node',
    selected && 'sel',
    refused && 'refused',
    node.dry_run && 'dry',
    status && `ns-${LOOKS[status].hue}`,
  ];
  const time = run && status ? elapsed(run.started_at, run.ended_at, Date.now()) : null;
  return (
    <div
      className={classes.filter(Boolean).join(' ')}
      data-testid={`node-card-${node.name}`}
      data-status={status ?? undefined}
      title={node.name}
    >
      <Handle type="target" position={Position.Top} isConnectable={isConnectable} className="port port-target" />
      <span className="nico">
        <NodeIcon icon={type?.icon ?? node.type} />
      </span>
      <span className="ntx">
        <span className="nn">{node.name}</span>
        {status ? (
          <span className="nsub wst" data-testid={`status-${node.name}`} data-status={status}>
            <StateIcon status={status} size={13} />
            <span className="ell">
              {run?.children ? t('run.children', { ...run.children }) : t(LOOKS[status].word)}
              {time !== null && run?.ended_at ? ` · ${duration(time)}` : ''}
            </span>
          </span>
        ) : (
          <span className="nsub">{summaryOf(node, type)}</span>
        )}
      </span>
      {problem && !status && (
        <span className="nbadge">
          <StateIcon status={problem === 'error' ? 'failed' : 'abnormal'} size={15} />
        </span>
      )}
      {node.description !== '' && <DescriptionMark text={node.description} name={node.name} selected={selected} />}
      {job !== null && <CalledJobToggle id={id} job={job} />}
      <Handle type="source" position={Position.Bottom} isConnectable={isConnectable} className="port port-source" />
    </div>
  );
});
