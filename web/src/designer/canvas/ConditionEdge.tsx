/** A line between two nodes; its condition is a pill on the middle. */

import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from '@xyflow/react';
import { GitBranch, Plus } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { DescriptionMark } from './DescriptionMark';
import { EdgePopover } from './EdgePopover';
import type { LineData, LineEdge } from './flow';

function verdict(state: LineData['state']): 'edge.true' | 'edge.false' | 'edge.not_yet' {
  if (state === 'done' || state === 'active') return 'edge.true';
  return state === 'off' ? 'edge.false' : 'edge.not_yet';
}

const ARROW = 7;
const PORT_RADIUS = 5;

export const ConditionEdge = memo(function ConditionEdge(props: EdgeProps<LineEdge>) {
  const { t } = useTranslation();
  const { data, selected } = props;
  if (!data) return null;
  const targetX = props.targetX + data.targetShift;
  const tip = props.targetY + PORT_RADIUS - ARROW;
  const [path, labelX, labelY] = getBezierPath({
    sourceX: props.sourceX + data.sourceShift,
    // Beside the port the line begins at the card, not below it.
    sourceY: props.sourceY - (data.sourceShift === 0 ? 0 : PORT_RADIUS),
    sourcePosition: props.sourcePosition,
    targetX,
    targetY: tip,
    targetPosition: props.targetPosition,
  });
  const kind = selected ? 'sel' : data.state;
  const place = `translate(-50%, -50%) translate(${labelX}px, ${labelY}px)`;
  const { condition, description } = data.edge;
  // On the line; above the pill where there is one.
  const noted = condition !== null || selected ? `${place} translate(0, -22px)` : place;
  return (
    <>
      <BaseEdge id={props.id} path={path} className={`edge edge-${kind}`} interactionWidth={16} />
      <path className={`arrow arrow-${kind}`} d={`M${targetX - 4.5} ${tip}h9l-4.5 ${ARROW}z`} />
      <EdgeLabelRenderer>
        {condition !== null && data.running && (
          <span className={`elab elab-${data.state}`} style={{ transform: place }} title={condition}>
            <GitBranch size={12} aria-hidden="true" />
            <span className="c-el ell">{condition}</span>
            <span className="t3">{t(verdict(data.state))}</span>
          </span>
        )}
        {!data.running && (condition !== null || selected) && (
          <EdgePopover edge={data.edge}>
            <button
              type="button"
              className="elab nodrag nopan"
              style={{ transform: place }}
              title={condition ?? t('edge.add_condition')}
              aria-label={t('edge.edit')}
            >
              {condition === null ? <Plus size={12} aria-hidden="true" /> : <GitBranch size={12} aria-hidden="true" />}
              {condition === null ? t('edge.condition') : <span className="c-el ell">{condition}</span>}
            </button>
          </EdgePopover>
        )}
        {description !== '' && (
          <span className="edge-desc nodrag nopan" style={{ transform: noted }}>
            <DescriptionMark text={description} name={props.id} selected={selected === true} />
          </span>
        )}
      </EdgeLabelRenderer>
    </>
  );
});
