/** Keys of the outline: rows are walked, folded and chosen. Letters are those of the canvas. */

import { type KeyboardEvent, type MouseEvent, useRef } from 'react';
import { rowAfter } from '../../components/ui/useRowKeys';
import type { DocumentStore } from '../model/store';
import type { OutlineRow } from './rows';

interface OutlineKeys {
  store: DocumentStore;
  rows: readonly OutlineRow[];
  /** Gives a row the focus, wherever it is. */
  focus: (index: number) => void;
  fold: (id: string, folded: boolean) => void;
  /** Opens what is known of the chosen node. */
  open: () => void;
}

export function useOutlineKeys({ store, rows, focus, fold, open }: OutlineKeys) {
  const anchor = useRef(0);
  const choose = (index: number) => {
    const row = rows[index];
    anchor.current = index;
    if (row?.kind === 'node') store.select({ nodes: [row.id] });
    else if (row) store.select({ groups: [row.id] });
  };
  const chooseTo = (index: number) => {
    const [from, to] = [anchor.current, index].sort((a, b) => a - b);
    const span = rows.slice(from, (to ?? index) + 1);
    store.select({ nodes: span.filter((row) => row.kind === 'node').map((row) => row.id) });
  };
  const toggle = (index: number) => {
    const row = rows[index];
    if (!row) return;
    anchor.current = index;
    const part = row.kind === 'node' ? 'nodes' : 'groups';
    const { selection } = store.get();
    const old = selection[part];
    const next = old.includes(row.id) ? old.filter((id) => id !== row.id) : [...old, row.id];
    store.select({ ...selection, [part]: next });
  };
  const onClick = (event: MouseEvent, index: number) => {
    if (event.shiftKey) chooseTo(index);
    else if (event.ctrlKey || event.metaKey) toggle(index);
    else choose(index);
    focus(index);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const holder = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-row]') : null;
    if (!holder || event.target !== holder || event.altKey) return;
    const at = Number(holder.dataset.row);
    const row = rows[at];
    const ctrl = event.ctrlKey || event.metaKey;
    const next = rowAfter(event.key, at, rows.length);
    if (next !== null) {
      if (event.shiftKey) chooseTo(next);
      else if (!ctrl) choose(next);
      focus(next);
    } else if (event.key === ' ') toggle(at);
    else if (event.key === 'ArrowRight' && !ctrl) {
      if (row?.kind === 'group' && !row.open) fold(row.id, false);
      else if (row?.kind === 'group' && at + 1 < rows.length) {
        choose(at + 1);
        focus(at + 1);
      }
    } else if (event.key === 'ArrowLeft' && !ctrl) {
      const up = rows.findIndex((one) => one.kind === 'group' && one.id === row?.parent);
      if (row?.kind === 'group' && row.open) fold(row.id, true);
      else if (up >= 0) {
        choose(up);
        focus(up);
      }
    } else if (event.key === 'Enter' && !ctrl && !event.shiftKey) {
      if (row?.kind === 'group') fold(row.id, row.open);
      else {
        if (row && !store.get().selection.nodes.includes(row.id)) choose(at);
        open();
      }
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return { onKeyDown, onClick, choose };
}
