/** One row of the outline: a node with what leads to it and what follows, or a group. */

import { ChevronDown, ChevronRight } from 'lucide-react';
import { type MouseEvent, memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { NodeRun, NodeType, Problem } from '../../api/types';
import { NodeIcon, StateIcon, Status } from '../../components/ui/Icon';
import type { JobDefinition } from '../../lib/definition';
import { shownStatus } from '../../lib/status';
import { edgeKey } from '../model/changes';
import { edgeByKey, groupById, nextOf, nodeById, previousOf } from '../model/document';
import { nodesWithin } from '../model/grouping';
import { problemBesideName, problemText } from '../problems/text';
import { useSearchMark } from '../search/searchStore';
import type { OutlineRow } from './rows';

interface OutlineLineProps {
  row: OutlineRow;
  index: number;
  top: number;
  doc: JobDefinition;
  type: NodeType | undefined;
  problems: readonly Problem[] | undefined;
  /** Undefined where the job is edited; null where the node was not reached yet. */
  run: NodeRun | null | undefined;
  step: number | undefined;
  on: boolean;
  tabIndex: number;
  onFocus: () => void;
  onClick: (event: MouseEvent, index: number) => void;
  onFold: (id: string, shut: boolean) => void;
}

const INDENT = 16;

export const OutlineLine = memo(function OutlineLine(props: OutlineLineProps) {
  const { t } = useTranslation();
  const { row, doc, type, problems, run } = props;
  const mark = useSearchMark(row.kind === 'node' ? row.id : '');
  const node = nodeById(doc, row.id);
  const names = (ids: readonly string[]) => ids.map((id) => nodeById(doc, id)?.name ?? id).join(', ');
  const shared = {
    role: 'row',
    'aria-level': row.level,
    'aria-selected': props.on,
    'aria-rowindex': props.index + 2,
    'data-row': props.index,
    tabIndex: props.tabIndex,
    style: { transform: `translateY(${props.top}px)` },
    onFocus: props.onFocus,
    onClick: (event: MouseEvent) => props.onClick(event, props.index),
  };
  const indent = { paddingLeft: 8 + (row.level - 1) * INDENT };
  if (row.kind === 'group' || !node) {
    const group = groupById(doc, row.id);
    return (
      // biome-ignore lint/a11y/useAriaPropsSupportedByRole: rows of a treegrid can be open or folded.
      <div {...shared} className={`outline-line outline-group ${props.on ? 'on' : ''}`} aria-expanded={row.open}>
        {/* biome-ignore lint/a11y/useSemanticElements: a cell of the virtual table. */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: the row has the focus. */}
        <span role="gridcell" aria-colspan={7} className="outline-name" style={indent}>
          <button
            type="button"
            className="ib sm"
            tabIndex={-1}
            aria-label={t(row.open ? 'outline.fold' : 'outline.unfold', { name: group?.name ?? row.id })}
            onClick={(event) => {
              event.stopPropagation();
              props.onFold(row.id, row.open);
            }}
          >
            {row.open ? <ChevronDown size={14} /> : <ChevronRight size={14} />}
          </button>
          <span className="b6 ell">{group?.name || t('outline.group')}</span>
          <span className="t3 s12 tn">{t('outline.members', { count: nodesWithin(doc, row.id).length })}</span>
        </span>
      </div>
    );
  }
  const before = names(previousOf(doc, node.id));
  const after = names(nextOf(doc, node.id));
  const conditions = previousOf(doc, node.id)
    .map((source) => edgeByKey(doc, edgeKey({ source, target: node.id }))?.condition)
    .filter((one) => one !== null && one !== undefined)
    .join(', ');
  const worst = problems?.[0];
  const text = worst ? problemBesideName(worst, node.name) : '';
  return (
    <div
      {...shared}
      className={`outline-line ${props.on ? 'on' : ''} ${mark ? `search-${mark}` : ''} ${node.dry_run ? 'dry' : ''}`}
      data-testid={`outline-${node.name}`}
    >
      <Cell name="step" text={String(props.step ?? '')} />
      {/* biome-ignore lint/a11y/useSemanticElements: a cell of the virtual table. */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the row has the focus. */}
      <span role="gridcell" className="outline-name oc-node" style={indent} title={node.name}>
        <NodeIcon icon={type?.icon ?? node.type} size={16} className="t2" />
        <span className="b5 ell">{node.name}</span>
        {node.dry_run && <span className="t3 s11">{t('outline.dry')}</span>}
      </span>
      <Cell name="type" text={type?.label ?? node.type} />
      <Cell name="upstream" text={before} />
      <Cell name="downstream" text={after} />
      <Cell name="condition" text={conditions} mono />
      {run === undefined ? (
        // biome-ignore lint/a11y/useSemanticElements: a cell of the virtual table.
        // biome-ignore lint/a11y/useFocusableInteractive: the row has the focus.
        <span role="gridcell" className="oc-problems row gap4" title={problems?.map(problemText).join('\n')}>
          {worst && (
            <>
              <StateIcon status={worst.severity === 'error' ? 'failed' : 'abnormal'} size={14} />
              <span className="sr-only">{t(`problems.${worst.severity}`)}</span>
              <span className="ell">{text}</span>
              {problems && problems.length > 1 && <span className="t3 tn">+{problems.length - 1}</span>}
            </>
          )}
        </span>
      ) : (
        // biome-ignore lint/a11y/useSemanticElements: a cell of the virtual table.
        // biome-ignore lint/a11y/useFocusableInteractive: the row has the focus.
        <span role="gridcell" className="oc-state">
          {run && <Status status={shownStatus(run)} />}
        </span>
      )}
    </div>
  );
});

function Cell({ name, text, mono = false }: { name: string; text: string; mono?: boolean }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a cell of the virtual table.
    // biome-ignore lint/a11y/useFocusableInteractive: the row has the focus.
    <span role="gridcell" className={`oc-${name} ell ${mono ? 'mono' : ''}`} title={text || undefined}>
      {text}
    </span>
  );
}
