/** From the document to what React Flow draws. */

import type { Edge, Node } from '@xyflow/react';
import type { NodeRun, NodeType, Problem } from '../../api/types';
import type { JobDefinition, JobEdge, JobNode } from '../../lib/definition';
import { edgeKey } from '../model/changes';
import { NODE_HEIGHT, NODE_WIDTH } from '../model/document';
import type { Selection } from '../model/store';

export interface CardData extends Record<string, unknown> {
  node: JobNode;
  type: NodeType | undefined;
  problem: 'error' | 'warning' | null;
  run: NodeRun | null;
}

export interface LineData extends Record<string, unknown> {
  edge: JobEdge;
  sourceShift: number;
  targetShift: number;
  state: 'idle' | 'done' | 'active' | 'off';
  running: boolean;
}

export type CardNode = Node<CardData, 'card'>;
export type LineEdge = Edge<LineData, 'line'>;

export interface Picture {
  doc: JobDefinition;
  types: ReadonlyMap<string, NodeType>;
  problems: readonly Problem[];
  runs: ReadonlyMap<string, NodeRun> | null;
  selection: Selection;
}

function worst(problems: readonly Problem[], id: string): 'error' | 'warning' | null {
  const mine = problems.filter((problem) => problem.node_id === id);
  if (mine.length === 0) return null;
  return mine.some((problem) => problem.severity === 'error') ? 'error' : 'warning';
}

export function cardsOf({ doc, types, problems, runs, selection }: Picture): CardNode[] {
  const selected = new Set(selection.nodes);
  return doc.nodes.map((node) => ({
    id: node.id,
    type: 'card',
    position: node.position ?? { x: 0, y: 0 },
    width: NODE_WIDTH,
    height: NODE_HEIGHT,
    selected: selected.has(node.id),
    draggable: runs === null,
    deletable: false,
    connectable: runs === null,
    data: {
      node,
      type: types.get(node.type),
      problem: worst(problems, node.id),
      run: runs?.get(node.id) ?? null,
    },
  }));
}

const SPREAD = 24;
const MAX_SHIFT = 72;

/** Edges of one side stand apart, ordered as the nodes at their other ends. */
function shifts(doc: JobDefinition, side: 'source' | 'target'): Map<string, number> {
  const x = new Map(doc.nodes.map((node) => [node.id, node.position?.x ?? 0]));
  const groups = new Map<string, JobEdge[]>();
  for (const edge of doc.edges) groups.set(edge[side], [...(groups.get(edge[side]) ?? []), edge]);
  const other = side === 'source' ? 'target' : 'source';
  const out = new Map<string, number>();
  for (const group of groups.values()) {
    const sorted = [...group].sort((a, b) => (x.get(a[other]) ?? 0) - (x.get(b[other]) ?? 0));
    const step = Math.min(SPREAD, (2 * MAX_SHIFT) / Math.max(1, sorted.length - 1));
    for (const [index, edge] of sorted.entries()) {
      out.set(edgeKey(edge), (index - (sorted.length - 1) / 2) * step);
    }
  }
  return out;
}

const DONE = new Set(['success', 'force_success']);
const OFF = new Set(['skipped', 'canceled']);

function lineState(edge: JobEdge, runs: ReadonlyMap<string, NodeRun> | null): LineData['state'] {
  const source = runs?.get(edge.source)?.status ?? '';
  const target = runs?.get(edge.target)?.status ?? '';
  if (!runs || !DONE.has(source)) return 'idle';
  if (target === 'running') return 'active';
  if (OFF.has(target)) return 'off';
  return target === 'waiting' ? 'idle' : 'done';
}

export function linesOf({ doc, runs, selection }: Picture): LineEdge[] {
  const from = shifts(doc, 'source');
  const to = shifts(doc, 'target');
  const selected = new Set(selection.edges);
  return doc.edges.map((edge) => {
    const key = edgeKey(edge);
    return {
      id: key,
      type: 'line',
      source: edge.source,
      target: edge.target,
      selected: selected.has(key),
      deletable: false,
      data: {
        edge,
        sourceShift: from.get(key) ?? 0,
        targetShift: to.get(key) ?? 0,
        state: lineState(edge, runs),
        running: runs !== null,
      },
    };
  });
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
