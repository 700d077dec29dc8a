/** The pure parts of arranging: from a document to a graph for the layout engine, and from its answer to places. */

import type { JobDefinition, JobNode, Position } from '../../lib/definition';
import { edgeKey } from './changes';
import { GRID, groupById, NODE_HEIGHT, NODE_WIDTH, nodeById } from './document';
import { cardOfNode, GROUP_HEADER, GROUP_PADDING, groupEnd, groupFrames } from './frames';
import { boundsOf, nodeRect, placeOf, type Rect } from './geometry';
import { contentOf, groupOfNode, nodesWithin, parentOfGroup } from './grouping';
import { Occupied } from './occupied';

export type LayoutDirection = 'down' | 'right';

export interface ArrangeOptions {
  /** Only these nodes; left out: all. */
  readonly nodes?: readonly string[];
  readonly direction: LayoutDirection;
}

/** What the engine takes and gives: it fills in the places, each from the corner of the parent. */
export interface ElkNode {
  readonly id: string;
  readonly width?: number;
  readonly height?: number;
  readonly x?: number;
  readonly y?: number;
  readonly children?: readonly ElkNode[];
  readonly edges?: readonly ElkEdge[];
  readonly layoutOptions?: Readonly<Record<string, string>>;
}

interface ElkEdge {
  readonly id: string;
  readonly sources: readonly string[];
  readonly targets: readonly string[];
}

const GAP = { node: 44, layer: 52 };
/** From here on the engine uses its simpler placement: the best one would take several seconds. */
const MANY = 1000;

/** Said for the whole and for each group: the engine hands none of it down. */
const SPACING: Readonly<Record<string, string>> = {
  'elk.spacing.nodeNode': String(GAP.node),
  'elk.layered.spacing.nodeNodeBetweenLayers': String(GAP.layer),
  'elk.layered.spacing.edgeNodeBetweenLayers': '16',
};

function optionsOf(direction: LayoutDirection, count: number, nested: boolean): Record<string, string> {
  return {
    'elk.algorithm': 'layered',
    'elk.direction': direction === 'down' ? 'DOWN' : 'RIGHT',
    'elk.randomSeed': '1',
    'elk.edgeRouting': 'POLYLINE',
    ...SPACING,
    'elk.spacing.componentComponent': String(GAP.layer),
    'elk.layered.thoroughness': count > MANY ? '1' : '7',
    'elk.layered.nodePlacement.strategy': count > MANY ? 'SIMPLE' : 'BRANDES_KOEPF',
    'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
    ...(nested && { 'elk.hierarchyHandling': 'INCLUDE_CHILDREN' }),
  };
}

const byId = (a: { readonly id: string }, b: { readonly id: string }) => (a.id < b.id ? -1 : 1);

/** The nodes and groups that are arranged. A group takes part where all its nodes do; else its nodes stand alone. */
interface Scope {
  readonly nodes: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
}

function scopeOf(doc: JobDefinition, options: ArrangeOptions): Scope {
  const wanted = options.nodes && new Set(options.nodes);
  const nodes = new Set(doc.nodes.map((node) => node.id).filter((id) => !wanted || wanted.has(id)));
  const groups = new Set<string>();
  for (const { id } of doc.groups) {
    const within = nodesWithin(doc, id);
    if (within.length > 0 && within.every((node) => nodes.has(node))) groups.add(id);
  }
  return { nodes, groups };
}

export function toGraph(doc: JobDefinition, options: ArrangeOptions): ElkNode {
  const scope = scopeOf(doc, options);
  const leaf = (id: string): ElkNode => ({ id, width: NODE_WIDTH, height: NODE_HEIGHT });
  const build = (id: string): ElkNode => {
    if (groupById(doc, id)?.collapsed) return leaf(groupEnd(id));
    const { nodes, groups } = contentOf(doc, id);
    const [side, top] = [GROUP_PADDING, GROUP_PADDING + GROUP_HEADER];
    return {
      id: groupEnd(id),
      children: [...nodes.map(leaf), ...groups.filter((inner) => scope.groups.has(inner)).map(build)].sort(byId),
      layoutOptions: { ...SPACING, 'elk.padding': `[top=${top},left=${side},bottom=${side},right=${side}]` },
    };
  };
  const outer = [...scope.groups].filter((id) => {
    const parent = parentOfGroup(doc, id);
    return parent === null || !scope.groups.has(parent);
  });
  const free = [...scope.nodes].filter((id) => {
    const group = groupOfNode(doc, id);
    return group === null || !scope.groups.has(group);
  });
  const children = [...free.map(leaf), ...outer.map(build)].sort(byId);
  return {
    id: 'root',
    layoutOptions: optionsOf(options.direction, scope.nodes.size, scope.groups.size > 0),
    children,
    edges: edgesOf(doc, scope),
  };
}

/** What stands for a node in the graph: itself, or the card of the collapsed group around it. */
function endOf(doc: JobDefinition, scope: Scope, id: string): string {
  const card = cardOfNode(doc, id);
  return card !== null && scope.groups.has(card) ? groupEnd(card) : id;
}

function edgesOf(doc: JobDefinition, scope: Scope): ElkEdge[] {
  const found = new Map<string, ElkEdge>();
  for (const edge of doc.edges) {
    if (!scope.nodes.has(edge.source) || !scope.nodes.has(edge.target)) continue;
    const [source, target] = [endOf(doc, scope, edge.source), endOf(doc, scope, edge.target)];
    const id = edgeKey({ source, target });
    if (source !== target) found.set(id, { id, sources: [source], targets: [target] });
  }
  return [...found.values()].sort(byId);
}

/** The places from the upper left corner of the whole, by the ids of the graph. */
function flattened(answer: ElkNode): Map<string, Position> {
  const found = new Map<string, Position>();
  const visit = (node: ElkNode, x: number, y: number) => {
    for (const child of node.children ?? []) {
      const at = { x: x + (child.x ?? 0), y: y + (child.y ?? 0) };
      found.set(child.id, at);
      visit(child, at.x, at.y);
    }
  };
  visit(answer, 0, 0);
  return found;
}

/** Places on the grid for `moveNodes(doc, places, 'arrange')`; pinned nodes are not among them. */
export function fromGraph(doc: JobDefinition, options: ArrangeOptions, answer: ElkNode): Map<string, Position> {
  const scope = scopeOf(doc, options);
  const drawn = flattened(answer);
  const places = new Map<string, Position>();
  for (const id of scope.nodes) {
    const node = nodeById(doc, id) as JobNode;
    const end = endOf(doc, scope, id);
    const at = drawn.get(end);
    if (!at) continue;
    // What lies in a collapsed group moves with its card.
    const card = end === id ? undefined : groupFrames(doc).get(cardOfNode(doc, id) as string);
    places.set(id, card ? { x: at.x + placeOf(node).x - card.x, y: at.y + placeOf(node).y - card.y } : at);
  }
  return settled(doc, options, places);
}

/** Moves the whole to where it belongs, onto the grid, and off the pinned nodes. */
function settled(doc: JobDefinition, options: ArrangeOptions, places: ReadonlyMap<string, Position>) {
  const shift = shiftOf(doc, options, places);
  const occupied = new Occupied();
  for (const node of doc.nodes) if (node.pinned) occupied.add(nodeRect(node));
  const aside: Position = options.direction === 'down' ? { x: GRID, y: 0 } : { x: 0, y: GRID };
  const out = new Map<string, Position>();
  const hasPins = doc.nodes.some((node) => node.pinned);
  const reading = [...places].sort(([, a], [, b]) => a.y - b.y || a.x - b.x);
  for (const [id, at] of reading) {
    if (nodeById(doc, id)?.pinned) continue;
    const wish = { x: snapped(at.x + shift.x), y: snapped(at.y + shift.y) };
    // Hidden nodes of a collapsed group cover nothing.
    const place = hasPins && cardOfNode(doc, id) === null ? occupied.free(rectAt(wish), aside) : wish;
    out.set(id, place);
    if (hasPins) occupied.add(rectAt(place));
  }
  return out;
}

const snapped = (value: number) => Math.round(value / GRID) * GRID;
const rectAt = ({ x, y }: Position): Rect => ({ x, y, width: NODE_WIDTH, height: NODE_HEIGHT });

function middle(rects: readonly Rect[]): Position {
  const bounds = boundsOf(rects);
  return bounds ? { x: bounds.x + bounds.width / 2, y: bounds.y + bounds.height / 2 } : { x: 0, y: 0 };
}

/** Pinned nodes draw the others to where they are; a selection stays around its middle; else it begins at 0, 0. */
function shiftOf(doc: JobDefinition, options: ArrangeOptions, places: ReadonlyMap<string, Position>): Position {
  const there = [...places.keys()].map((id) => nodeById(doc, id) as JobNode);
  const pinned = there.filter((node) => node.pinned);
  const fixed = pinned.length > 0 ? pinned : options.nodes ? there : [];
  const old = middle(fixed.map(nodeRect));
  const now = middle(fixed.map((node) => rectAt(places.get(node.id) as Position)));
  return { x: old.x - now.x, y: old.y - now.y };
}
