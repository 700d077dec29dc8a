/** What is drawn beside node cards: groups and notes, and the nodes and edges a folded group hides. */

import type { Node } from '@xyflow/react';
import type { NodeRun } from '../../api/types';
import type { CanvasGroup, CanvasNote, JobDefinition, Position } from '../../lib/definition';
import { type StatusName, shownStatus } from '../../lib/status';
import { edgeKey } from '../model/changes';
import { cardOfNode, type DrawnEdge, type DrawnGroup, groupEnd, visiblePicture } from '../model/frames';
import { noteRect, type Rect } from '../model/geometry';
import type { Selection } from '../model/store';
import { NOTE_PREFIX } from './dropTargets';
import { FOCUS, type LineEdge } from './flow';
import { MEASURED, PORTS } from './ports';

/** How many members are in each state, the worst state first. */
export type StateCounts = readonly (readonly [StatusName, number])[];

export interface GroupData extends Record<string, unknown> {
  readonly group: CanvasGroup;
  readonly count: number;
  readonly problem: 'error' | 'warning' | null;
  readonly states: StateCounts | null;
  readonly editable: boolean;
}

export interface NoteData extends Record<string, unknown> {
  readonly note: CanvasNote;
  readonly editable: boolean;
}

export type GroupNode = Node<GroupData, 'group'>;
export type NotePart = Node<NoteData, 'note'>;
export type PartNode = GroupNode | NotePart;

export interface PartsWish {
  readonly doc: JobDefinition;
  readonly selection: Selection;
  readonly problems: ReadonlyMap<string, 'error' | 'warning'>;
  readonly runs: ReadonlyMap<string, NodeRun> | null;
  readonly moved: ReadonlyMap<string, Position>;
  /** A note while its size is changed. */
  readonly sizing: { readonly id: string; readonly rect: Rect } | null;
}

// React Flow lifts what is selected: frames stay below the edges even then and below the frames in them, notes below
// the cards.
const LIFT = 1000;
const FRAME_LAYER = -3000;
const NOTE_LAYER = -1500;
/** Bad news first; what is over and well comes last. */
const WORST_FIRST: readonly StatusName[] = [
  'failed',
  'abnormal',
  'ask',
  'retry_wait',
  'stopped',
  'canceled',
  'paused',
  'waiting_confirmation',
  'running',
  'resolving',
  'queued',
  'blocked',
  'waiting',
  'frozen',
  'skipped',
  'failure_ignored',
  'force_success',
  'success',
];

export function stateCounts(ids: readonly string[], runs: ReadonlyMap<string, NodeRun>): StateCounts {
  const counts = new Map<StatusName, number>();
  for (const id of ids) {
    const run = runs.get(id);
    const status = run ? shownStatus(run) : 'waiting';
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => WORST_FIRST.indexOf(a) - WORST_FIRST.indexOf(b));
}

function worstOf(ids: readonly string[], problems: PartsWish['problems']): 'error' | 'warning' | null {
  let worst: 'error' | 'warning' | null = null;
  for (const id of ids) {
    const problem = problems.get(id);
    if (problem === 'error') return 'error';
    worst = problem ?? worst;
  }
  return worst;
}

const NOTHING: readonly PartNode[] = [];

/** Groups and notes as React Flow draws them; below the cards. Unchanged parts stay the same objects. */
export function partsOf(wish: PartsWish, old: readonly PartNode[]): readonly PartNode[] {
  const { doc, selection } = wish;
  if (doc.groups.length + doc.notes.length === 0) return old.length === 0 ? old : NOTHING;
  const known = new Map(old.map((part) => [part.id, part]));
  const groups = new Set(selection.groups);
  const notes = new Set(selection.notes);
  const { frames, cards } = visiblePicture(doc);
  const parts = [
    ...[...frames, ...cards].map((drawn) => groupPart(wish, drawn, groups.has(drawn.group.id))),
    ...doc.notes.map((note) => notePart(wish, note, notes.has(note.id))),
  ].map((part) => same(known.get(part.id), part));
  return parts.length === old.length && parts.every((part, index) => part === old[index]) ? old : parts;
}

function groupPart({ problems, runs, moved }: PartsWish, drawn: DrawnGroup, selected: boolean): GroupNode {
  const { group, rect, members, depth } = drawn;
  const id = groupEnd(group.id);
  const folded = group.collapsed;
  return {
    id,
    type: 'group',
    position: moved.get(id) ?? { x: rect.x, y: rect.y },
    width: rect.width,
    height: rect.height,
    measured: folded ? MEASURED : { width: rect.width, height: rect.height },
    ...(folded
      ? { handles: PORTS }
      : { style: { pointerEvents: 'none' }, zIndex: FRAME_LAYER + depth - (selected ? LIFT : 0) }),
    selected,
    dragging: moved.has(id),
    draggable: runs === null,
    deletable: false,
    connectable: false,
    ariaLabel: group.name,
    ...FOCUS,
    data: {
      group,
      count: members.length,
      problem: runs === null ? worstOf(members, problems) : null,
      states: runs && stateCounts(members, runs),
      editable: runs === null,
    },
  };
}

function notePart({ runs, moved, sizing }: PartsWish, note: CanvasNote, selected: boolean): NotePart {
  const id = NOTE_PREFIX + note.id;
  const { x, y, width, height } = sizing?.id === note.id ? sizing.rect : noteRect(note);
  return {
    id,
    type: 'note',
    position: moved.get(id) ?? { x, y },
    width,
    height,
    measured: { width, height },
    zIndex: NOTE_LAYER,
    selected,
    dragging: moved.has(id),
    draggable: runs === null,
    deletable: false,
    connectable: false,
    ariaLabel: firstLine(note.text),
    ...FOCUS,
    data: { note, editable: runs === null },
  };
}

function same(before: PartNode | undefined, now: PartNode): PartNode {
  if (!before || before.type !== now.type) return now;
  const still =
    before.position.x === now.position.x &&
    before.position.y === now.position.y &&
    before.width === now.width &&
    before.height === now.height &&
    before.selected === now.selected &&
    before.dragging === now.dragging &&
    before.zIndex === now.zIndex &&
    sameData(before.data, now.data);
  return still ? before : now;
}

function sameData(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  return Object.keys(b).every((key) => a[key] === b[key] || (key === 'states' && String(a[key]) === String(b[key])));
}

const NOBODY: ReadonlySet<string> = new Set();
const hidden = new WeakMap<JobDefinition, ReadonlySet<string>>();

/** Nodes that are not drawn because a group around them is folded. */
export function hiddenIn(doc: JobDefinition): ReadonlySet<string> {
  if (!doc.groups.some((group) => group.collapsed)) return NOBODY;
  const known = hidden.get(doc);
  if (known) return known;
  const made = new Set(doc.nodes.map((node) => node.id).filter((id) => cardOfNode(doc, id) !== null));
  hidden.set(doc, made);
  return made;
}

/** The lines that are seen: those into and out of a folded group end at its card, each pair of ends once. */
export function seenLines(doc: JobDefinition, lines: LineEdge[], old: readonly LineEdge[]): LineEdge[] {
  if (hiddenIn(doc).size === 0) return lines;
  const known = new Map(lines.map((line) => [line.id, line]));
  const before = new Map(old.map((line) => [line.id, line]));
  return visiblePicture(doc).edges.flatMap((drawn) => {
    const [first] = drawn.edges;
    const line = first && known.get(edgeKey(first));
    if (!line?.data) return [];
    if (line.id === drawn.key) return [line];
    const made = mergedLine(drawn, line, known);
    const earlier = before.get(drawn.key);
    const still =
      earlier?.data?.edge === made.data?.edge &&
      earlier?.data?.state === made.data?.state &&
      earlier?.selected === made.selected;
    return [still && earlier ? earlier : made];
  });
}

function mergedLine(drawn: DrawnEdge, line: LineEdge, known: ReadonlyMap<string, LineEdge>): LineEdge {
  const lines = drawn.edges.flatMap((edge) => known.get(edgeKey(edge)) ?? []);
  const states = new Set(lines.map((one) => one.data?.state));
  const data = line.data as NonNullable<LineEdge['data']>;
  return {
    ...line,
    id: drawn.key,
    source: drawn.source,
    target: drawn.target,
    selected: lines.every((one) => one.selected),
    data: {
      ...data,
      // Several conditions cannot stand on one line.
      edge: drawn.edges.length === 1 ? data.edge : unconditional(data.edge),
      sourceShift: 0,
      targetShift: 0,
      state: states.size === 1 ? data.state : 'idle',
    },
  };
}

const plain = new WeakMap<object, LineData['edge']>();
type LineData = NonNullable<LineEdge['data']>;

function unconditional(edge: LineData['edge']): LineData['edge'] {
  if (edge.condition === null && edge.description === '') return edge;
  const known = plain.get(edge);
  if (known) return known;
  const made = { ...edge, condition: null, description: '' };
  plain.set(edge, made);
  return made;
}

/** What a note is called by: the first line with words in it. */
function firstLine(text: string): string {
  return text.split('\n').find((line) => line.trim() !== '') ?? '';
}
