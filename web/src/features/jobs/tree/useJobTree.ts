/** The state of the tree and everything its rows, keys and menus do. */

import { type KeyboardEvent, type MouseEvent, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../../api/queries';
import type { Tree } from '../../../api/types';
import { itemsOf } from './moves';
import { useOpenDirectories } from './openDirectories';
import type { Renaming, TreeSight } from './TreeList';
import type { MenuPlace } from './TreeMenu';
import type { DialogAction, TreeAction } from './treeActions';
import { TreeIndex } from './treeIndex';
import { treeKey, typedRow } from './treeKeys';
import { homeOf, isNarrowed, narrowedRows, type TreeRow, treeRows } from './treeRows';
import { useStoredFilter } from './useStoredFilter';
import { useTreeChanges } from './useTreeChanges';
import { useTreeData } from './useTreeData';
import { useTreeDrag } from './useTreeDrag';
import { useTreeSelection } from './useTreeSelection';

const EMPTY: Tree = { directories: [], jobs: [], scripts: [] };
const TYPING_MS = 600;

interface Clip {
  readonly mode: 'cut' | 'copy';
  readonly keys: ReadonlySet<string>;
}

export function useJobTree(onOpen: (jobId: number) => void, canEdit: boolean) {
  const { t } = useTranslation();
  const query = useTreeData();
  const me = useSession().data?.user.name ?? '';
  const filter = useStoredFilter();
  const [text, setText] = useState('');
  const shownText = useDeferredValue(text);
  const [turned, setTurned] = useState<ReadonlySet<number>>(new Set());
  const data = query.data ?? EMPTY;
  const index = useMemo(() => new TreeIndex(data, filter.sort), [data, filter.sort]);
  const open = useOpenDirectories(data.jobs.length + data.directories.length);
  const { marks } = filter;
  const narrowed = isNarrowed(shownText, marks);
  const rows = useMemo(() => {
    if (!isNarrowed(shownText, marks)) return treeRows(index, open.isOpen);
    return narrowedRows(index, { text: shownText, marks, asking: { me, now: Date.now() } }, turned);
  }, [index, shownText, marks, turned, me, open.isOpen]);

  const selection = useTreeSelection(rows);
  const changes = useTreeChanges(index);
  const [menu, setMenu] = useState<MenuPlace | null>(null);
  const [dialog, setDialog] = useState<DialogAction | null>(null);
  const [renaming, setRenaming] = useState<Renaming | null>(null);
  const [clip, setClip] = useState<Clip | null>(null);
  const sight = useRef<TreeSight | null>(null);
  const waiting = useRef<((sight: TreeSight) => void) | null>(null);
  const typed = useRef({ text: '', at: 0 });
  /** Once the rows are drawn anew. */
  const [, redraw] = useState(0);
  const later = (what: (sight: TreeSight) => void) => {
    waiting.current = what;
    redraw((count) => count + 1);
  };
  useEffect(() => {
    if (!waiting.current || !sight.current) return;
    const what = waiting.current;
    waiting.current = null;
    what(sight.current);
  });

  const turn = (row: TreeRow, wanted: boolean) => {
    if (row.kind !== 'directory' || row.open === wanted) return;
    const { id } = row.directory;
    if (!narrowed) open.turn([id], wanted);
    else setTurned(new Set(turned.has(id) ? [...turned].filter((one) => one !== id) : [...turned, id]));
  };
  const drag = useTreeDrag({
    index,
    rows,
    picked: selection.picked,
    open: (row) => turn(row, true),
    move: (items, to) => void changes.move(items, to),
    badge: (count) => t('tree_move.things', { count }),
  });
  const openRow = (row: TreeRow) => {
    if (row.kind === 'job') onOpen(row.job.id);
    else turn(row, !row.open);
  };
  const meant = (row: TreeRow): ReadonlySet<string> =>
    selection.picked.has(row.key) ? selection.picked : new Set([row.key]);

  const paste = async (row: TreeRow) => {
    if (!clip) return;
    const to = homeOf(row);
    const items = itemsOf(index, clip.keys);
    if (row.kind === 'directory') turn(row, true);
    if (clip.mode === 'copy') return copied(items.jobs, to);
    if (await changes.move(items, to)) setClip(null);
  };
  const copied = async (jobs: readonly number[], to: number | null) => {
    const [first, ...more] = await changes.copy(jobs, to);
    if (!first) return;
    selection.only(first);
    later((now) => now.focus(first));
    if (more.length === 0) setRenaming({ key: first, busy: false, wrong: false });
  };

  const act = (action: TreeAction) => {
    if (action.kind === 'open') return openRow(action.row);
    if (!canEdit) return;
    if (action.kind === 'rename') setRenaming({ key: action.row.key, busy: false, wrong: false });
    else if (action.kind === 'copy')
      void (action.row.kind === 'job' && copied([action.row.job.id], homeOf(action.row)));
    else if (action.kind === 'paste') void paste(action.row);
    else if (action.kind === 'cut') setClip({ mode: 'cut', keys: action.keys });
    else setDialog(action);
  };
  const openMenu = (row: TreeRow, x: number, y: number) => {
    if (!selection.picked.has(row.key)) selection.only(row.key);
    setMenu({ row, keys: meant(row), x, y });
  };

  const onKeyDown = (event: KeyboardEvent, at: number) => {
    const row = rows[at];
    const key = row && treeKey(rows, at, event);
    if (!row || !key) return;
    event.preventDefault();
    event.stopPropagation();
    if (key.does === 'go') {
      const to = rows[key.to];
      if (!to) return;
      if (key.span) selection.span(to.key, 'key');
      sight.current?.focus(to.key);
    } else if (key.does === 'type') type(key.letter, at);
    else if (key.does === 'turn') turn(row, key.open);
    else if (key.does === 'toggle') selection.toggle(row.key);
    else if (key.does === 'all') selection.all();
    else if (key.does === 'none') {
      selection.none();
      setClip(null);
    } else if (key.does === 'menu') {
      const box = event.currentTarget.getBoundingClientRect();
      openMenu(row, box.left + 24, box.bottom);
    } else if (key.does === 'copy') setClip({ mode: 'copy', keys: meant(row) });
    else if (key.does === 'cut' || key.does === 'delete') act({ kind: key.does, keys: meant(row) });
    else act({ kind: key.does, row });
  };
  const type = (letter: string, at: number) => {
    const now = performance.now();
    const before = now - typed.current.at < TYPING_MS ? typed.current.text : '';
    typed.current = { text: before + letter, at: now };
    const to = rows[typedRow(rows, at, typed.current.text)];
    if (to) sight.current?.focus(to.key);
  };

  const click = (event: MouseEvent, row: TreeRow) => {
    if (event.ctrlKey || event.metaKey) return selection.toggle(row.key);
    if (event.shiftKey) return selection.span(row.key, 'pointer');
    selection.only(row.key);
    openRow(row);
  };
  const renamed = async (row: TreeRow, name: string) => {
    setRenaming({ key: row.key, busy: true, wrong: false });
    const done = await changes.rename(row, name);
    setRenaming(done ? null : { key: row.key, busy: false, wrong: true });
    if (done) later((now) => now.focus(row.key));
  };
  const closeMenu = (acted: boolean) => {
    const key = menu?.row.key;
    setMenu(null);
    if (key && !acted) later((now) => now.focus(key));
  };
  /** Back to the row that had the focus, or to the one that took its place. */
  const closeDialog = () => {
    const at = rows.findIndex((row) => row.key === selection.current);
    setDialog(null);
    later((now) => {
      const key = rowsNow.current[Math.min(Math.max(at, 0), rowsNow.current.length - 1)]?.key;
      const same = rowsNow.current.some((row) => row.key === selection.current) ? selection.current : key;
      if (same) now.focus(same);
    });
  };
  const rowsNow = useRef(rows);
  rowsNow.current = rows;

  return {
    ...filter,
    text,
    setText: (next: string) => {
      setText(next);
      setTurned(new Set());
    },
    widen: () => {
      setText('');
      filter.setMarks(new Set());
    },
    enter: () => rows[0] && sight.current?.focus(rows[0].key),
    loaded: query.data !== undefined,
    error: query.error,
    index,
    rows,
    narrowed,
    open,
    selection,
    changes,
    drag,
    menu,
    dialog,
    renaming,
    clip,
    sight,
    later,
    act,
    openMenu,
    closeMenu,
    closeDialog,
    onKeyDown,
    click,
    renamed,
    renameCancelled: (row: TreeRow) => {
      setRenaming(null);
      changes.setNotice(null);
      later((now) => now.focus(row.key));
    },
  };
}
