/** The rows of the tree. Only those in sight are drawn; places among neighbours are told in words of ARIA. */

import { useVirtualizer } from '@tanstack/react-virtual';
import { Ellipsis } from 'lucide-react';
import { type DragEvent, type KeyboardEvent, type MouseEvent, type RefObject, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { NameField } from './TreeName';
import { DirectoryRowView, JobRowView } from './TreeRowView';
import { homeOf, nameOf, type TreeRow } from './treeRows';
import type { Dragging } from './useTreeDrag';
import type { TreeSelection } from './useTreeSelection';

const ROW = 28;
const INDENT = 14;
/** Of a small tree every row is drawn, so that the browser's own search finds it. */
const ALL_DRAWN = 150;
const FIRST = 8;
/** A job has no arrow: its icon stands below those of directories. */
const ARROW = 20;

export interface Renaming {
  readonly key: string;
  readonly busy: boolean;
  readonly wrong: boolean;
}

/** How the page moves the focus and the sight of the tree; filled by the list. */
export interface TreeSight {
  focus: (key: string) => void;
  show: (key: string) => void;
}

interface TreeListProps {
  rows: readonly TreeRow[];
  activeJob: number | null;
  selection: TreeSelection;
  cut: ReadonlySet<string>;
  renaming: Renaming | null;
  dragging: Dragging | null;
  canEdit: boolean;
  sight: RefObject<TreeSight | null>;
  drag: {
    onDragOver: (event: DragEvent<HTMLElement>) => void;
    onDragLeave: (event: DragEvent<HTMLElement>) => void;
    onDrop: (event: DragEvent) => void;
  };
  onDragStart: (event: DragEvent, row: TreeRow) => void;
  onDragEnd: () => void;
  onClick: (event: MouseEvent, row: TreeRow) => void;
  onMenu: (row: TreeRow, x: number, y: number) => void;
  onKeyDown: (event: KeyboardEvent, index: number) => void;
  onRenamed: (row: TreeRow, name: string) => void;
  onRenameCancel: (row: TreeRow) => void;
}

export function TreeList(props: TreeListProps) {
  const { t } = useTranslation();
  const { rows, sight, dragging, renaming } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const wanted = useRef<string | null>(null);
  const indexOf = (key: string) => rows.findIndex((row) => row.key === key);
  const kept = [dragging?.key, renaming?.key].flatMap((key) => (key ? indexOf(key) : [])).filter((at) => at >= 0);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: rows.length <= ALL_DRAWN ? rows.length : 12,
    paddingEnd: 8,
    // A row that is dragged or renamed stays on the page, however far the list is scrolled.
    rangeExtractor: ({ startIndex, endIndex, overscan, count }) => {
      const shown = new Set(kept);
      for (let at = Math.max(0, startIndex - overscan); at <= Math.min(count - 1, endIndex + overscan); at += 1) {
        shown.add(at);
      }
      return [...shown].sort((a, b) => a - b);
    },
  });
  const rowOf = (key: string) => scroller.current?.querySelector<HTMLElement>(`[data-row="${key}"]`);
  const show = (key: string) => {
    const at = indexOf(key);
    if (at >= 0) list.scrollToIndex(at);
  };
  sight.current = {
    show,
    focus: (key) => {
      wanted.current = key;
      props.selection.focus(key);
      show(key);
      const row = rowOf(key);
      if (!row) return;
      row.focus({ preventScroll: true });
      wanted.current = null;
    },
  };
  // The row may be drawn only after the list has scrolled to it, or has been asked for again.
  useEffect(() => {
    const key = wanted.current;
    if (key === null) return;
    const row = rowOf(key);
    if (!row) {
      show(key);
      return;
    }
    row.focus({ preventScroll: true });
    wanted.current = null;
  });
  const onTop = dragging?.to === null && !dragging.refusal;
  return (
    <div
      ref={scroller}
      className={`tree ${onTop ? 'drop' : ''}`}
      role="tree"
      aria-multiselectable="true"
      aria-label={t('tree.title')}
      {...props.drag}
    >
      <div style={{ height: list.getTotalSize() }} className="tree-rows" role="presentation">
        {list.getVirtualItems().map((item) => {
          const row = rows[item.index];
          return row && <TreeLine key={row.key} {...props} row={row} index={item.index} top={item.start} />;
        })}
      </div>
    </div>
  );
}

function TreeLine(props: TreeListProps & { row: TreeRow; index: number; top: number }) {
  const { row, index, activeJob, selection, cut, renaming, dragging } = props;
  const isActive = row.kind === 'job' && row.job.id === activeJob;
  const isRenamed = renaming?.key === row.key;
  const isTarget =
    dragging?.to !== undefined && dragging.to !== null && row.kind === 'directory' && homeOf(row) === dragging.to;
  const look = [
    'tr',
    isActive && 'on',
    selection.picked.has(row.key) && selection.picked.size > 1 && 'picked',
    cut.has(row.key) && 'cut',
    isTarget && (dragging.refusal ? 'refused' : 'drop'),
  ];
  const field = isRenamed && (
    <NameField
      name={nameOf(row)}
      wrong={renaming.wrong}
      busy={renaming.busy}
      onDone={(name) => props.onRenamed(row, name)}
      onCancel={() => props.onRenameCancel(row)}
    />
  );
  return (
    <div
      role="treeitem"
      data-row={row.key}
      data-testid={row.kind === 'job' ? `tree-job-${row.job.name}` : `tree-directory-${row.directory.name}`}
      aria-level={row.depth + 1}
      aria-setsize={row.of}
      aria-posinset={row.place}
      aria-expanded={row.kind === 'directory' ? row.open : undefined}
      aria-selected={selection.picked.has(row.key)}
      aria-current={isActive ? 'page' : undefined}
      tabIndex={row.key === selection.current ? 0 : -1}
      className={look.filter(Boolean).join(' ')}
      style={{ top: props.top, paddingLeft: FIRST + row.depth * INDENT + (row.kind === 'job' ? ARROW : 0) }}
      draggable={props.canEdit && !isRenamed}
      onDragStart={(event) => props.onDragStart(event, row)}
      onDragEnd={props.onDragEnd}
      onClick={(event) => props.onClick(event, row)}
      onContextMenu={(event) => {
        event.preventDefault();
        props.onMenu(row, event.clientX, event.clientY);
      }}
      onFocus={() => selection.focus(row.key)}
      onKeyDown={(event) => {
        if (event.target === event.currentTarget) props.onKeyDown(event, index);
      }}
    >
      {row.kind === 'directory' ? (
        <DirectoryRowView row={row} field={field || null} />
      ) : (
        <JobRowView row={row} field={field || null} />
      )}
      {!isRenamed && <MoreButton row={row} onMenu={props.onMenu} />}
    </div>
  );
}

function MoreButton({ row, onMenu }: { row: TreeRow; onMenu: TreeListProps['onMenu'] }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className="ib sm rowmenu"
      tabIndex={-1}
      aria-label={t('tree.more', { name: nameOf(row) })}
      onClick={(event) => {
        event.stopPropagation();
        const box = event.currentTarget.getBoundingClientRect();
        onMenu(row, box.left, box.bottom);
      }}
    >
      <Ellipsis size={14} />
    </button>
  );
}
