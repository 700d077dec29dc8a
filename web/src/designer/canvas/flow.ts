/** From the document to what React Flow draws. What did not change stays the same object, so that it is not drawn anew. */

import type { Edge, Node } from '@xyflow/react';
import type { NodeRun, NodeType, Problem } from '../../api/types';
import type { JobDefinition, JobEdge, JobNode, Position } from '../../lib/definition';
import { NODE_HEIGHT, NODE_WIDTH } from '../model/document';
import type { Selection } from '../model/store';
import { edgeOfProblem } from '../problems/order';
import { mergingNodes, shiftsOf } from './edges';
import type { Labels } from './labels';
import type { PartNode } from './parts';
import { MEASURED, PORTS } from './ports';

export interface CardData extends Record<string, unknown> {
  node: JobNode;
  type: NodeType | undefined;
  problem: 'error' | 'warning' | null;
  run: NodeRun | null;
  /** The branch policy, where several conditions meet. */
  policy: JobDefinition['multi_if'] | null;
}

export interface LineData extends Record<string, unknown> {
  edge: JobEdge;
  sourceShift: number;
  targetShift: number;
  /** Where a long line runs down, beside the cards between its ends. */
  lane?: number | undefined;
  state: 'idle' | 'done' | 'active' | 'off';
  running: boolean;
  /** The worst problem of its condition. */
  problem: 'error' | 'warning' | null;
}

export type CardNode = Node<CardData, 'card'>;
export type LineEdge = Edge<LineData, 'line'>;
export type CanvasNode = CardNode | PartNode;

/** Where a node is while it is dragged; the document learns it at the end. */
export type Moved = ReadonlyMap<string, Position>;

export interface Picture {
  doc: JobDefinition;
  types: ReadonlyMap<string, NodeType>;
  problems: readonly Problem[];
  runs: ReadonlyMap<string, NodeRun> | null;
  selection: Selection;
  labels?: Labels;
}

/** The worst problem of each node that has one. */
export function worstProblems(problems: readonly Problem[]): ReadonlyMap<string, 'error' | 'warning'> {
  const worst = new Map<string, 'error' | 'warning'>();
  for (const { node_id, severity } of problems) {
    if (node_id && worst.get(node_id) !== 'error') worst.set(node_id, severity === 'error' ? 'error' : 'warning');
  }
  return worst;
}

/** The worst problem of each edge that has one, by its key. */
export function worstOfEdges(
  problems: readonly Problem[],
  doc: JobDefinition,
): ReadonlyMap<string, 'error' | 'warning'> {
  const worst = new Map<string, 'error' | 'warning'>();
  for (const problem of problems) {
    const key = edgeOfProblem(problem, doc);
    if (key !== null && worst.get(key) !== 'error') worst.set(key, problem.severity === 'error' ? 'error' : 'warning');
  }
  return worst;
}

/** A node can have the focus, but the canvas is one stop of Tab (`useCanvasFocus`). */
export const FOCUS = { focusable: false, ariaRole: 'group', domAttributes: { tabIndex: -1 } } as const;
const NOWHERE: Position = { x: 0, y: 0 };

export interface CardWish {
  readonly picture: Picture;
  readonly problems: ReadonlyMap<string, 'error' | 'warning'>;
  readonly moved: Moved;
  readonly hidden: ReadonlySet<string>;
}

export function cardsOf({ picture, problems, moved, hidden }: CardWish, old: readonly CardNode[]): CardNode[] {
  const { doc, types, runs, selection, labels } = picture;
  const selected = new Set(selection.nodes);
  const known = sameOrder(old, doc.nodes) ? null : new Map(old.map((card) => [card.id, card]));
  const editable = runs === null;
  const merging = mergingNodes(doc);
  let changed = old.length !== doc.nodes.length || known !== null;
  const cards = doc.nodes.map((node, index): CardNode => {
    const before = known ? known.get(node.id) : old[index];
    const dragged = moved.get(node.id);
    const position = dragged ?? node.position ?? NOWHERE;
    const problem = problems.get(node.id) ?? null;
    const run = runs?.get(node.id) ?? null;
    const type = types.get(node.type);
    const picked = selected.has(node.id);
    const ariaLabel = labels?.(doc, node, type, problem);
    const data = before?.data;
    const policy = merging.has(node.id) ? doc.multi_if : null;
    const sameData =
      data?.node === node &&
      data.problem === problem &&
      data.run === run &&
      data.type === type &&
      data.policy === policy;
    if (
      before &&
      sameData &&
      before.ariaLabel === ariaLabel &&
      before.position === position &&
      before.selected === picked &&
      (before.hidden ?? false) === hidden.has(node.id) &&
      before.draggable === editable &&
      (before.dragging ?? false) === (dragged !== undefined)
    )
      return before;
    changed = true;
    return {
      id: node.id,
      type: 'card',
      position,
      width: NODE_WIDTH,
      height: NODE_HEIGHT,
      measured: MEASURED,
      handles: PORTS,
      selected: picked,
      hidden: hidden.has(node.id),
      dragging: dragged !== undefined,
      draggable: editable,
      deletable: false,
      connectable: editable,
      ariaLabel,
      ...FOCUS,
      data: sameData && data ? data : { node, type, problem, run, policy },
    };
  });
  return changed ? cards : (old as CardNode[]);
}

function sameOrder(old: readonly { id: string }[], now: readonly { id: string }[]): boolean {
  return old.length === now.length && old.every((card, index) => card.id === now[index]?.id);
}

const DONE = new Set(['success', 'force_success']);
const OFF = new Set(['skipped', 'canceled']);

function lineState(edge: JobEdge, runs: ReadonlyMap<string, NodeRun> | null): LineData['state'] {
  if (!runs) return 'idle';
  const source = runs.get(edge.source)?.status ?? '';
  const target = runs.get(edge.target)?.status ?? '';
  if (!DONE.has(source)) return 'idle';
  if (target === 'running') return 'active';
  if (OFF.has(target)) return 'off';
  return target === 'waiting' ? 'idle' : 'done';
}

export function linesOf({ doc, runs, selection, problems }: Picture, old: readonly LineEdge[]): LineEdge[] {
  const { from, to, keys } = shiftsOf(doc);
  const selected = new Set(selection.edges);
  const wrong = runs ? null : worstOfEdges(problems, doc);
  const known = old.length === keys.length && old.every((line, i) => line.id === keys[i]) ? null : byId(old);
  let changed = known !== null;
  const lines = doc.edges.map((edge, index): LineEdge => {
    const key = keys[index] ?? '';
    const before = known ? known.get(key) : old[index];
    const data: LineData = {
      edge,
      sourceShift: from[index] ?? 0,
      targetShift: to[index] ?? 0,
      state: lineState(edge, runs),
      running: runs !== null,
      problem: wrong?.get(key) ?? null,
    };
    const picked = selected.has(key);
    if (before?.data && before.selected === picked && sameLine(before.data, data)) return before;
    changed = true;
    return {
      id: key,
      type: 'line',
      source: edge.source,
      target: edge.target,
      selected: picked,
      deletable: false,
      data,
    };
  });
  return changed ? lines : (old as LineEdge[]);
}

function byId(lines: readonly LineEdge[]): ReadonlyMap<string, LineEdge> {
  return new Map(lines.map((line) => [line.id, line]));
}

function sameLine(a: LineData, b: LineData): boolean {
  return (
    a.edge === b.edge &&
    a.sourceShift === b.sourceShift &&
    a.targetShift === b.targetShift &&
    a.state === b.state &&
    a.running === b.running &&
    a.problem === b.problem
  );
}

/** The second line of a card: the type and its connection, else what the type names as its summary. */
export function summaryOf(node: JobNode, type: NodeType | undefined): string {
  const label = type?.label ?? node.type;
  const fields = type?.summary_fields ?? [];
  const shown = fields.includes('connection') ? ['connection'] : fields;
  const values = shown
    .map((field) => node.properties[field])
    .filter((value) => (typeof value === 'string' && value !== '') || typeof value === 'number')
    .map((value) => String(value).split('\n')[0]?.slice(0, 40) ?? '');
  return [label, ...values].join(' · ');
}
