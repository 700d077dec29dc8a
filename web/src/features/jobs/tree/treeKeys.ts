/** Keys of the tree, as data: which key on which row means what. */

import { nameOf, type TreeRow } from './treeRows';

export type TreeKey =
  | { readonly does: 'go'; readonly to: number; readonly span: boolean }
  | { readonly does: 'turn'; readonly open: boolean }
  | { readonly does: 'type'; readonly letter: string }
  | { readonly does: 'open' | 'toggle' | 'all' | 'none' | 'rename' | 'delete' | 'cut' | 'copy' | 'paste' | 'menu' };

interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

const PAGE = 12;
const WITH_CTRL: Readonly<Record<string, TreeKey>> = {
  a: { does: 'all' },
  c: { does: 'copy' },
  v: { does: 'paste' },
  x: { does: 'cut' },
  ' ': { does: 'toggle' },
};
const PLAIN: Readonly<Record<string, TreeKey>> = {
  Enter: { does: 'open' },
  ' ': { does: 'toggle' },
  Escape: { does: 'none' },
  F2: { does: 'rename' },
  Delete: { does: 'delete' },
  ContextMenu: { does: 'menu' },
};

function parentOf(rows: readonly TreeRow[], at: number): number {
  const depth = rows[at]?.depth ?? 0;
  for (let above = at - 1; above >= 0; above -= 1) if ((rows[above]?.depth ?? 0) < depth) return above;
  return at;
}

function sideways(rows: readonly TreeRow[], at: number, key: string): TreeKey | null {
  const row = rows[at];
  const open = row?.kind === 'directory' && row.open;
  if (key === 'ArrowRight') {
    if (row?.kind !== 'directory') return null;
    if (!open) return { does: 'turn', open: true };
    const inside = (rows[at + 1]?.depth ?? 0) > row.depth;
    return inside ? { does: 'go', to: at + 1, span: false } : null;
  }
  if (open) return { does: 'turn', open: false };
  return { does: 'go', to: parentOf(rows, at), span: false };
}

export function treeKey(rows: readonly TreeRow[], at: number, pressed: Pressed): TreeKey | null {
  const { key } = pressed;
  if (pressed.altKey) return null;
  if (pressed.ctrlKey || pressed.metaKey) return pressed.shiftKey ? null : (WITH_CTRL[key.toLowerCase()] ?? null);
  const last = rows.length - 1;
  const ways: Readonly<Record<string, number>> = {
    ArrowDown: Math.min(last, at + 1),
    ArrowUp: Math.max(0, at - 1),
    PageDown: Math.min(last, at + PAGE),
    PageUp: Math.max(0, at - PAGE),
    Home: 0,
    End: last,
  };
  const to = ways[key];
  if (to !== undefined) return { does: 'go', to, span: pressed.shiftKey };
  if (key === 'F10' && pressed.shiftKey) return { does: 'menu' };
  if (key === 'ArrowRight' || key === 'ArrowLeft') return sideways(rows, at, key);
  if (PLAIN[key]) return PLAIN[key];
  return key.length === 1 ? { does: 'type', letter: key } : null;
}

/** The next row, from `at` on, whose name begins with what was typed; one letter again and again walks on. */
export function typedRow(rows: readonly TreeRow[], at: number, typed: string): number {
  const letters = new Set(typed.toLowerCase());
  const wanted = letters.size === 1 ? [...letters].join('') : typed.toLowerCase();
  const start = wanted.length === 1 ? at + 1 : at;
  for (let step = 0; step < rows.length; step += 1) {
    const index = (start + step) % rows.length;
    const row = rows[index];
    if (row && nameOf(row).toLowerCase().startsWith(wanted)) return index;
  }
  return -1;
}
