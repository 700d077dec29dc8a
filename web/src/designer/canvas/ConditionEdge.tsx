/** A line between two nodes; its condition is a pill on the middle, its note a mark on it. */

import { BaseEdge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import { GitBranch, Plus } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { StateIcon } from '../../components/ui/Icon';
import { NODE_HEIGHT, NODE_WIDTH } from '../model/document';
import { useCanvas, useOverlay } from './canvasContext';
import { ARROW_LENGTH, ARROW_WIDTH, curveOf, pathOf } from './curve';
import { DescriptionMark } from './DescriptionMark';
import { EdgePopover } from './EdgePopover';
import type { LineData, LineEdge } from './flow';
import { useLevel } from './level';

function verdict(state: LineData['state']): 'edge.true' | 'edge.false' | 'edge.not_yet' {
  if (state === 'done' || state === 'active') return 'edge.true';
  return state === 'off' ? 'edge.false' : 'edge.not_yet';
}

/** React Flow gives the outer end of a port; lines are drawn between cards. */
const PORT_OUT = 4.5;

export const ConditionEdge = memo(function ConditionEdge(props: EdgeProps<LineEdge>) {
  const level = useLevel();
  const { data, selected } = props;
  if (!data) return null;
  const source = { x: props.sourceX - NODE_WIDTH / 2, y: props.sourceY - PORT_OUT - NODE_HEIGHT };
  const target = { x: props.targetX - NODE_WIDTH / 2, y: props.targetY + PORT_OUT };
  const curve = curveOf(source, target, data.sourceShift, data.targetShift, data.lane);
  const { tip, middle } = curve;
  const kind = selected ? 'sel' : data.state;
  const { condition, description } = data.edge;
  const labelled = level !== 'far' && (condition !== null || (selected && !data.running));
  const place = `translate(-50%, -50%) translate(${middle.x}px, ${middle.y}px)`;
  // On the line; above the pill where there is one.
  const noted = labelled ? `${place} translate(0, -22px)` : place;
  return (
    <>
      <BaseEdge id={props.id} path={pathOf(curve)} className={`edge edge-${kind}`} interactionWidth={16} />
      <path
        className={`arrow arrow-${kind}`}
        d={`M${tip.x - ARROW_WIDTH / 2} ${tip.y}h${ARROW_WIDTH}l${-ARROW_WIDTH / 2} ${ARROW_LENGTH}z`}
      />
      {(labelled || (description !== '' && level !== 'far')) && (
        <EdgeLabelRenderer>
          {labelled && <EdgeLabel line={props.id} data={data} place={place} />}
          {description !== '' && (
            <span className="edge-desc nodrag nopan" style={{ transform: noted }}>
              <DescriptionMark text={description} name={props.id} selected={selected === true} />
            </span>
          )}
        </EdgeLabelRenderer>
      )}
    </>
  );
});

function EdgeLabel({ line, data, place }: { line: string; data: LineData; place: string }) {
  const { t } = useTranslation();
  const { overlays } = useCanvas();
  const overlay = useOverlay();
  const { edge } = data;
  const { condition } = edge;
  if (data.running) {
    return (
      <span className={`elab elab-${data.state}`} style={{ transform: place }} title={condition ?? undefined}>
        <GitBranch size={12} aria-hidden="true" />
        <span className="c-el ell">{condition}</span>
        <span className="t3">{t(verdict(data.state))}</span>
      </span>
    );
  }
  const mark = data.problem ? (
    <StateIcon status={data.problem === 'error' ? 'failed' : 'abnormal'} size={14} named />
  ) : condition === null ? (
    <Plus size={12} aria-hidden="true" />
  ) : (
    <GitBranch size={12} aria-hidden="true" />
  );
  const open = overlay?.kind === 'edge' && overlay.key === line;
  const button = (
    <button
      type="button"
      className={`elab nodrag nopan ${data.problem ? `elab-${data.problem}` : ''}`}
      style={{ transform: place }}
      title={condition ?? t('edge.add_condition')}
      aria-label={data.problem ? `${t('edge.edit')}, ${t(`canvas.node_${data.problem}`)}` : t('edge.edit')}
      onClick={() => (open ? overlays.close() : overlays.show({ kind: 'edge', key: line }))}
    >
      {mark}
      {condition === null ? t('edge.condition') : <span className="c-el ell">{condition}</span>}
    </button>
  );
  if (!open) return button;
  return (
    <EdgePopover edge={edge} onClose={() => overlays.close()}>
      {button}
    </EdgePopover>
  );
}
