/** The job as a table to be read and edited by keyboard: the equal of the canvas. */

import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NodeType, Problem } from '../../api/types';
import { QuickAdd } from '../canvas/QuickAdd';
import { type RunMap, useDesigner, useDocument } from '../context';
import { nodeById } from '../model/document';
import { addBeside } from '../palette/add';
import type { CanvasView, QuickAddWish } from '../view';
import { OutlineLine } from './OutlineLine';
import { groupsAround, outlineRows, stepsOf } from './rows';
import { useOutlineKeys } from './useOutlineKeys';

const ROW = 32;

interface OutlineProps {
  /** The node runs, where a job is shown as it runs. */
  runs: RunMap | null;
  label: string;
}

export default function Outline({ runs, label }: OutlineProps) {
  const { t } = useTranslation();
  const { store, types, problems, host, view } = useDesigner();
  const { doc, selection } = useDocument();
  const scroller = useRef<HTMLDivElement>(null);
  const wanted = useRef<string | null>(null);
  const [active, setActive] = useState<string | null>(null);
  const [folded, setFolded] = useState<ReadonlySet<string>>(() => new Set());
  const [adding, setAdding] = useState<QuickAddWish | null>(null);
  const editable = host !== null && !host.readOnly && runs === null;
  const rows = useMemo(() => outlineRows(doc, folded), [doc, folded]);
  const index = useMemo(() => new Map(rows.map((row, at) => [`${row.kind} ${row.id}`, at])), [rows]);
  const found = useMemo(() => byNode(problems), [problems]);
  const picked = useMemo(
    () => new Set([...selection.nodes, ...selection.groups.map((id) => `group ${id}`)]),
    [selection],
  );
  const steps = stepsOf(doc);
  const last = selection.nodes.at(-1);
  const entry = active !== null && index.has(active) ? active : last === undefined ? null : `node ${last}`;
  const at = (entry === null ? undefined : index.get(entry)) ?? 0;
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const focus = useCallback(
    (row: number) => {
      const one = rows[row];
      if (!one) return;
      const key = `${one.kind} ${one.id}`;
      wanted.current = key;
      setActive(key);
      list.scrollToIndex(row);
      const drawn = scroller.current?.querySelector<HTMLElement>(`[data-row="${row}"]`);
      if (!drawn) return;
      drawn.focus({ preventScroll: true });
      wanted.current = null;
    },
    [rows, list],
  );
  // A row out of sight is drawn only after the list has scrolled to it.
  useEffect(() => {
    const row = wanted.current === null ? undefined : index.get(wanted.current);
    const drawn = row === undefined ? null : scroller.current?.querySelector<HTMLElement>(`[data-row="${row}"]`);
    if (!drawn) return;
    drawn.focus({ preventScroll: true });
    wanted.current = null;
  });
  const fold = (id: string, shut: boolean) => {
    const next = new Set(folded);
    if (shut) next.add(id);
    else next.delete(id);
    setFolded(next);
  };
  const keys = useOutlineKeys({ store, rows, focus, fold, open: () => host?.openProperties() });

  const latest = useRef({ index, focus, list });
  latest.current = { index, focus, list };
  useEffect(() => {
    const shown: CanvasView = {
      ...nothingToSee,
      reveal: (id, take = true) => {
        const around = groupsAround(store.get().doc, id);
        setFolded((old) =>
          around.some((one) => old.has(one)) ? new Set([...old].filter((one) => !around.includes(one))) : old,
        );
        setActive(`node ${id}`);
        if (take) wanted.current = `node ${id}`;
        requestAnimationFrame(() => {
          const row = latest.current.index.get(`node ${id}`);
          if (row === undefined) return;
          if (take) latest.current.focus(row);
          else latest.current.list.scrollToIndex(row);
        });
      },
      quickAdd: setAdding,
      editEdge: (key) => {
        const target = key.split('->')[1] ?? '';
        store.select({ edges: [key] });
        shown.reveal(target, false);
      },
    };
    view.current = shown;
    return () => {
      if (view.current === shown) view.current = null;
    };
  }, [store, view]);

  const add = (type: NodeType) => {
    const id = addBeside(store, type, adding ?? {});
    setAdding(null);
    view.current?.reveal(id, true);
  };
  const stopAdding = () => {
    setAdding(null);
    focus(at);
  };
  const columns = runs
    ? (['step', 'node', 'type', 'upstream', 'downstream', 'condition', 'state'] as const)
    : (['step', 'node', 'type', 'upstream', 'downstream', 'condition', 'problems'] as const);
  return (
    <section className="outline grow" aria-label={label} data-testid="outline">
      <div
        className="outline-grid"
        role="treegrid"
        aria-label={label}
        aria-multiselectable="true"
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length}
        aria-readonly={!editable}
        tabIndex={rows.length === 0 ? 0 : -1}
        onKeyDown={keys.onKeyDown}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: a virtual table cannot be a <table> of all its rows. */}
        <div className="outline-line outline-head" role="row" tabIndex={-1} aria-rowindex={1}>
          {columns.map((name) => (
            // biome-ignore lint/a11y/useSemanticElements: as above.
            // biome-ignore lint/a11y/useFocusableInteractive: headers are not operable.
            <span key={name} role="columnheader" className={`oc-${name}`}>
              {t(`outline.${name}`)}
            </span>
          ))}
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
        <div ref={scroller} className="outline-body" role="rowgroup">
          <div style={{ height: list.getTotalSize(), position: 'relative' }} role="presentation">
            {list.getVirtualItems().map((item) => {
              const row = rows[item.index];
              return (
                row && (
                  <OutlineLine
                    key={`${row.kind} ${row.id}`}
                    row={row}
                    index={item.index}
                    top={item.start}
                    doc={doc}
                    type={types.get(nodeById(doc, row.id)?.type ?? '')}
                    problems={found.get(row.id)}
                    run={runs ? (runs.get(row.id) ?? null) : undefined}
                    step={steps.get(row.id)}
                    on={picked.has(row.kind === 'node' ? row.id : `group ${row.id}`)}
                    tabIndex={item.index === at ? 0 : -1}
                    onFocus={() => setActive(`${row.kind} ${row.id}`)}
                    onClick={keys.onClick}
                    onFold={fold}
                  />
                )
              );
            })}
          </div>
        </div>
      </div>
      {rows.length === 0 && (
        <div className="canvas-empty">
          <p className="b6">{t('canvas.empty_title')}</p>
          <p className="t2">{t('outline.empty_text')}</p>
        </div>
      )}
      {adding && (
        <div className="outline-add">
          <QuickAdd types={[...types.values()]} title={t('outline.add')} onPick={add} onClose={stopAdding} />
        </div>
      )}
    </section>
  );
}

const nothing = () => undefined;

/** What only a canvas can do. */
const nothingToSee: CanvasView = {
  drawn: false,
  showAll: nothing,
  zoomTo: nothing,
  zoomBy: nothing,
  reveal: nothing,
  centre: () => ({ x: 0, y: 0 }),
  pointer: () => null,
  quickAdd: nothing,
  editEdge: nothing,
  writeNote: nothing,
  toggleMinimap: nothing,
  makePicture: nothing,
};

function byNode(problems: readonly Problem[]): Map<string, Problem[]> {
  const found = new Map<string, Problem[]>();
  for (const problem of problems) {
    if (problem.node_id === null) continue;
    const mine = found.get(problem.node_id);
    if (mine) mine.push(problem);
    else found.set(problem.node_id, [problem]);
  }
  return found;
}
