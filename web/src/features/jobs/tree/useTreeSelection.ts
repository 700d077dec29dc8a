/** Which rows of the tree are picked, and which one has the focus. Rows that are gone are forgotten when they are asked for. */

import { useRef, useState } from 'react';
import type { TreeRow } from './treeRows';

export interface TreeSelection {
  readonly picked: ReadonlySet<string>;
  /** The row in the order of Tab. */
  readonly current: string | null;
  readonly focus: (key: string) => void;
  readonly only: (key: string) => void;
  readonly toggle: (key: string) => void;
  /** From the row that was picked last to this one. A key may have walked on since: then from where the focus is. */
  readonly span: (key: string, by: 'pointer' | 'key') => void;
  readonly all: () => void;
  readonly none: () => void;
}

export function useTreeSelection(rows: readonly TreeRow[]): TreeSelection {
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [focused, setFocused] = useState<string | null>(null);
  const anchor = useRef<string | null>(null);
  const current = rows.some((row) => row.key === focused) ? focused : (rows[0]?.key ?? null);
  const pick = (keys: Iterable<string>, from: string | null) => {
    setPicked(new Set(keys));
    anchor.current = from;
  };
  return {
    picked,
    current,
    focus: setFocused,
    only: (key) => {
      pick([key], key);
      setFocused(key);
    },
    toggle: (key) => {
      pick(picked.has(key) ? [...picked].filter((one) => one !== key) : [...picked, key], key);
      setFocused(key);
    },
    span: (key, by) => {
      const at = (wanted: string | null) => rows.findIndex((row) => row.key === wanted);
      // Pressing the pointer has moved the focus to this row already.
      if (by === 'key' && current !== null && !picked.has(current)) anchor.current = current;
      const from = at(anchor.current ?? current);
      const to = at(key);
      if (from < 0 || to < 0) return;
      const [first, last] = from < to ? [from, to] : [to, from];
      setPicked(new Set(rows.slice(first, last + 1).map((row) => row.key)));
      setFocused(key);
    },
    all: () =>
      pick(
        rows.map((row) => row.key),
        anchor.current,
      ),
    none: () => pick([], null),
  };
}
