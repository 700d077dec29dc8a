/**
 * A node on the canvas: 180 x 44, icon, name, second line; in run mode the state at the left edge. From far it is a
 * block with its icon, and its state as icon and colour.
 */

import { Handle, type NodeProps, Position } from '@xyflow/react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { NodeRun } from '../../api/types';
import { NodeIcon, StateIcon } from '../../components/ui/Icon';
import type { JobDefinition } from '../../lib/definition';
import { LOOKS, type StatusName, shownStatus } from '../../lib/status';
import { duration, elapsed } from '../../lib/time';
import { CalledJobToggle } from './CalledJobToggle';
import { calledJob } from './calledJob';
import { DescriptionMark } from './DescriptionMark';
import { type CardData, type CardNode, summaryOf } from './flow';
import { useLevel } from './level';

export const NodeCard = memo(function NodeCard({ id, data, selected, isConnectable }: NodeProps<CardNode>) {
  const level = useLevel();
  const { node, run } = data;
  const status = run ? shownStatus(run) : null;
  let classes = 'node';
  if (selected) classes += ' sel';
  if (node.dry_run) classes += ' dry';
  if (status) classes += ` ns-${LOOKS[status].hue}`;
  if (level === 'far') {
    return (
      <div
        className={classes}
        data-testid={`node-card-${node.name}`}
        data-status={status ?? undefined}
        title={node.name}
      >
        <FarPorts />
        <FarIcons data={data} status={status} />
      </div>
    );
  }
  const job = calledJob(node, data.type);
  return (
    <div className={classes} data-testid={`node-card-${node.name}`} data-status={status ?? undefined} title={node.name}>
      <Handle type="target" position={Position.Top} isConnectable={isConnectable} className="port port-target" />
      {data.policy && <Policy policy={data.policy} />}
      <span className="nico">
        <NodeIcon icon={data.type?.icon ?? node.type} />
      </span>
      <span className="ntx">
        <span className="nn">{node.name}</span>
        {run && status ? (
          <RunLine name={node.name} run={run} status={status} />
        ) : (
          level === 'near' && <span className="nsub">{summaryOf(node, data.type)}</span>
        )}
      </span>
      {data.problem && !status && (
        <span className="nbadge">
          <StateMark problem={data.problem} size={15} />
        </span>
      )}
      {node.description !== '' && <DescriptionMark text={node.description} name={node.name} selected={selected} />}
      {job !== null && <CalledJobToggle id={id} job={job} />}
      <Handle type="source" position={Position.Bottom} isConnectable={isConnectable} className="port port-source" />
    </div>
  );
});

/** React Flow looks for the ports of a mounted node by these classes; without any it would draw no edge there. */
function FarPorts() {
  return (
    <>
      <i className="far-port target" data-handlepos="top" />
      <i className="far-port source" data-handlepos="bottom" />
    </>
  );
}

/** From far: which type it is, and how it stands. Two drawings of the sprite, nothing else. */
function FarIcons({ data, status }: { data: CardData; status: StatusName | null }) {
  const { node, type, problem } = data;
  const mark = status ? LOOKS[status].icon : problem && problemIcon(problem);
  return (
    <>
      <NodeIcon icon={type?.icon ?? node.type} size={32} />
      {mark && (
        <svg
          className={`i far-state ${problem && !status ? `far-${problem}` : ''}`}
          width={30}
          height={30}
          aria-hidden="true"
        >
          <use href={`#${mark}`} />
        </svg>
      )}
    </>
  );
}

function problemIcon(problem: 'error' | 'warning'): string {
  return LOOKS[problem === 'error' ? 'failed' : 'abnormal'].icon;
}

function StateMark({ problem, size }: { problem: 'error' | 'warning'; size: number }) {
  const hue = problem === 'error' ? 'failed' : 'warning';
  return (
    <svg className={`i st-${hue}`} width={size} height={size} aria-hidden="true">
      <use href={`#${problemIcon(problem)}`} />
    </svg>
  );
}

function RunLine({ name, run, status }: { name: string; run: NodeRun; status: StatusName }) {
  const { t } = useTranslation();
  const time = run.ended_at ? elapsed(run.started_at, run.ended_at, Date.now()) : null;
  return (
    <span className="nsub wst" data-testid={`status-${name}`} data-status={status}>
      <StateIcon status={status} size={13} />
      <span className="ell">
        {run.children ? t('run.children', { ...run.children }) : t(LOOKS[status].word)}
        {time !== null ? ` · ${duration(time)}` : ''}
      </span>
    </span>
  );
}

/** Where several conditional edges meet. */
function Policy({ policy }: { policy: JobDefinition['multi_if'] }) {
  const { t } = useTranslation();
  return (
    <span className="branch-policy" title={t(`canvas.policy_${policy}`)}>
      {policy}
      <span className="sr-only">{t(`canvas.policy_${policy}`)}</span>
    </span>
  );
}
