/** A group: a frame around its members, or folded into one card. */

import { Handle, type NodeProps, Position } from '@xyflow/react';
import { ChevronDown, ChevronRight, Group } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { StateIcon } from '../../components/ui/Icon';
import { LOOKS } from '../../lib/status';
import { useDesigner } from '../context';
import { changeGroup } from '../model/commands';
import { setCollapsed } from '../model/groups';
import { useCanvas } from './canvasContext';
import { InPlaceName } from './InPlaceName';
import type { GroupData, GroupNode } from './parts';
import { useDrawing } from './useDrawing';

export const GroupPart = memo(function GroupPart({ data, selected }: NodeProps<GroupNode>) {
  const { group } = data;
  const target = useDrawing((state) => state.dropGroup === group.id);
  const classes = [group.collapsed ? 'node folded' : 'frame', selected && 'sel', target && 'drop-into'];
  return (
    <div className={classes.filter(Boolean).join(' ')} data-testid={`group-${group.name}`}>
      {group.collapsed && (
        <Handle type="target" position={Position.Top} isConnectable={false} className="port port-target" />
      )}
      {group.collapsed ? <FoldedGroup data={data} /> : <FrameHead data={data} />}
      {group.collapsed && (
        <Handle type="source" position={Position.Bottom} isConnectable={false} className="port port-source" />
      )}
    </div>
  );
});

function Fold({ data }: { data: GroupData }) {
  const { t } = useTranslation();
  const { store } = useDesigner();
  const { group } = data;
  const label = t(group.collapsed ? 'group.unfold' : 'group.fold', { name: group.name });
  return (
    <button
      type="button"
      className="ib sm nodrag nokey"
      tabIndex={-1}
      aria-expanded={!group.collapsed}
      aria-label={label}
      title={label}
      onClick={(event) => {
        event.stopPropagation();
        store.run(setCollapsed(store.get().doc, [group.id], !group.collapsed));
      }}
      onDoubleClick={(event) => event.stopPropagation()}
    >
      {group.collapsed ? <ChevronRight size={14} /> : <ChevronDown size={14} />}
    </button>
  );
}

function Name({ data }: { data: GroupData }) {
  const { store } = useDesigner();
  const { drawing } = useCanvas();
  const { group, editable } = data;
  const writing = useDrawing((state) => state.writing?.kind === 'group' && state.writing.id === group.id);
  if (!writing || !editable)
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: F2 and the menu do the same.
      <span
        className="nn"
        title={group.name}
        onDoubleClick={() => editable && drawing.set({ writing: { kind: 'group', id: group.id } })}
      >
        {group.name}
      </span>
    );
  return (
    <InPlaceName
      value={group.name}
      onDone={(name) => {
        drawing.set({ writing: null });
        if (name !== null && name !== group.name) store.run(changeGroup(store.get().doc, group.id, { name }));
      }}
    />
  );
}

function FrameHead({ data }: { data: GroupData }) {
  const { t } = useTranslation();
  return (
    <div className="frame-head">
      <Fold data={data} />
      <Group size={14} className="i t3" aria-hidden="true" />
      <Name data={data} />
      <span className="t3 s11 frame-count">{t('group.count', { count: data.count })}</span>
      {data.states && <States data={data} />}
      {data.problem && <ProblemMark problem={data.problem} />}
    </div>
  );
}

function FoldedGroup({ data }: { data: GroupData }) {
  const { t } = useTranslation();
  return (
    <>
      <Fold data={data} />
      <span className="ntx">
        <Name data={data} />
        {data.states ? <States data={data} /> : <span className="nsub">{t('group.count', { count: data.count })}</span>}
      </span>
      {data.problem && <ProblemMark problem={data.problem} />}
    </>
  );
}

function ProblemMark({ problem }: { problem: 'error' | 'warning' }) {
  return (
    <span className="nbadge">
      <StateIcon status={problem === 'error' ? 'failed' : 'abnormal'} size={15} named />
    </span>
  );
}

const MOST_STATES = 4;

/** How many members are in which state, the worst first. */
function States({ data }: { data: GroupData }) {
  const { t } = useTranslation();
  const states = data.states ?? [];
  const text = states.map(([status, count]) => `${count} ${t(LOOKS[status].word)}`).join(', ');
  return (
    <span
      className="nsub wst group-states"
      role="img"
      aria-label={text}
      title={text}
      data-testid={`states-${data.group.name}`}
    >
      {states.slice(0, MOST_STATES).map(([status, count]) => (
        <span key={status} className="group-state">
          <StateIcon status={status} size={13} />
          {count}
        </span>
      ))}
    </span>
  );
}
