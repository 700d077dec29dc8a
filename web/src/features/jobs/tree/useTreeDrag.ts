/** Dragging rows of the tree into a directory: where they would go, what is refused, and directories that open on the way. */

import { type DragEvent, useEffect, useRef, useState } from 'react';
import { countOf, type Items, itemsOf, namesOf, type Refusal, refusalOf } from './moves';
import type { TreeIndex } from './treeIndex';
import { homeOf, type TreeRow } from './treeRows';

/** A single job that is dragged, for parts of the page that know what to do with one: `{id, name}`. */
export const JOB_DRAG_TYPE = 'application/x-millrace-job';
const TREE_DRAG_TYPE = 'application/x-millrace-tree';
const OPEN_AFTER_MS = 600;
const EDGE = 36;
const SCROLL_STEP = 12;

interface DragSettings {
  index: TreeIndex;
  rows: readonly TreeRow[];
  picked: ReadonlySet<string>;
  open: (row: TreeRow) => void;
  move: (items: Items, to: number | null) => void;
  badge: (count: number) => string;
}

export interface Dragging {
  readonly key: string;
  readonly items: Items;
  /** The directory under the pointer; null is the top, undefined nothing. */
  readonly to: number | null | undefined;
  readonly refusal: Refusal | null;
}

function drawBadge(event: DragEvent, text: string): void {
  const badge = document.createElement('div');
  badge.className = 'tree-badge';
  badge.textContent = text;
  document.body.append(badge);
  event.dataTransfer.setDragImage(badge, -8, -8);
  setTimeout(() => badge.remove());
}

export function useTreeDrag({ index, rows, picked, open, move, badge }: DragSettings) {
  const [dragging, setDragging] = useState<Dragging | null>(null);
  const hovered = useRef<{ key: string; timer: ReturnType<typeof setTimeout> } | null>(null);
  const leaveRow = () => {
    clearTimeout(hovered.current?.timer);
    hovered.current = null;
  };
  useEffect(() => () => clearTimeout(hovered.current?.timer), []);
  const end = () => {
    leaveRow();
    setDragging(null);
  };
  const hover = (row: TreeRow | undefined) => {
    if (row?.key === hovered.current?.key) return;
    leaveRow();
    if (row?.kind !== 'directory' || row.open) return;
    hovered.current = { key: row.key, timer: setTimeout(() => open(row), OPEN_AFTER_MS) };
  };
  const onDragStart = (event: DragEvent, row: TreeRow) => {
    const items = itemsOf(index, picked.has(row.key) ? picked : [row.key]);
    event.dataTransfer.effectAllowed = 'copyMove';
    event.dataTransfer.setData(TREE_DRAG_TYPE, row.key);
    event.dataTransfer.setData('text/plain', namesOf(index, items).join('\n'));
    if (row.kind === 'job' && countOf(items) === 1) {
      event.dataTransfer.setData(JOB_DRAG_TYPE, JSON.stringify({ id: row.job.id, name: row.job.name }));
    }
    if (countOf(items) > 1) drawBadge(event, badge(countOf(items)));
    setDragging({ key: row.key, items, to: undefined, refusal: null });
  };
  const onDragOver = (event: DragEvent<HTMLElement>) => {
    if (!dragging || !event.dataTransfer.types.includes(TREE_DRAG_TYPE)) return;
    const box = event.currentTarget.getBoundingClientRect();
    if (event.clientY < box.top + EDGE) event.currentTarget.scrollTop -= SCROLL_STEP;
    else if (event.clientY > box.bottom - EDGE) event.currentTarget.scrollTop += SCROLL_STEP;
    const at = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row]') : null;
    const row = at ? rows.find((one) => one.key === at.dataset.row) : undefined;
    hover(row);
    const to = row ? homeOf(row) : null;
    const refusal = to === dragging.to ? dragging.refusal : refusalOf(index, dragging.items, to);
    if (to !== dragging.to) setDragging({ ...dragging, to, refusal });
    // A drop that is refused is still taken, so that the reason can be said.
    event.preventDefault();
    event.dataTransfer.dropEffect = refusal?.why === 'nothing' ? 'none' : 'move';
  };
  const onDragLeave = (event: DragEvent<HTMLElement>) => {
    if (event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget)) return;
    leaveRow();
    if (dragging) setDragging({ ...dragging, to: undefined, refusal: null });
  };
  const onDrop = (event: DragEvent) => {
    if (!dragging) return;
    event.preventDefault();
    const { items, to } = dragging;
    end();
    if (to !== undefined) move(items, to);
  };
  return { dragging, onDragStart, onDragEnd: end, list: { onDragOver, onDragLeave, onDrop } };
}
