/** Arrow keys, Home, End and Page keys in a list of rows; one row is in the order of Tab. Rows carry `data-row`. */

import { type KeyboardEvent, useEffect, useRef, useState } from 'react';

const PAGE = 15;

/** Where a key leads from a row, or null when it is not a key of movement. */
export function rowAfter(key: string, at: number, count: number): number | null {
  const last = count - 1;
  if (key === 'ArrowDown') return Math.min(last, at + 1);
  if (key === 'ArrowUp') return Math.max(0, at - 1);
  if (key === 'PageDown') return Math.min(last, at + PAGE);
  if (key === 'PageUp') return Math.max(0, at - PAGE);
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  return null;
}

interface RowKeys {
  /** How many rows there are, seen or not. */
  count: number;
  scrollTo: (index: number) => void;
  /** A key that was pressed on a row itself; true when it did something. */
  onRowKey?: (key: string, index: number, event: KeyboardEvent) => boolean;
}

export function useRowKeys({ count, scrollTo, onRowKey }: RowKeys) {
  const [active, setActive] = useState(0);
  const holder = useRef<HTMLDivElement>(null);
  const wanted = useRef<number | null>(null);
  // The row may be drawn only after the list has scrolled to it.
  useEffect(() => {
    if (wanted.current === null) return;
    const row = holder.current?.querySelector<HTMLElement>(`[data-row="${wanted.current}"]`);
    if (!row) return;
    row.focus({ preventScroll: true });
    wanted.current = null;
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const row = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-row]') : null;
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = Number(row.dataset.row);
    const next = rowAfter(event.key, at, count);
    if (next !== null) {
      event.preventDefault();
      wanted.current = next;
      setActive(next);
      scrollTo(next);
      holder.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus({ preventScroll: true });
    } else if (event.target === row && onRowKey?.(event.key, at, event)) {
      event.preventDefault();
    }
  };
  const shown = Math.min(active, Math.max(0, count - 1));
  return {
    holder,
    onKeyDown,
    tabIndexOf: (index: number) => (index === shown ? 0 : -1),
    rowProps: (index: number) => ({
      'data-row': index,
      onFocus: () => setActive(index),
    }),
  };
}
