/** Where groups are drawn, and what is seen of a job whose groups may be collapsed. */

import type { CanvasGroup, JobDefinition, JobEdge, JobNode } from '../../lib/definition';
import { edgeKey } from './changes';
import { groupById, NODE_HEIGHT, NODE_WIDTH, nodeById } from './document';
import { boundsOf, nodeRect, type Rect } from './geometry';
import { chainOf, contentOf, groupOfNode, nodesWithin, parentOfGroup } from './grouping';
import { once } from './memo';

export const GROUP_HEADER = 32;
export const GROUP_PADDING = 12;

function frameOf(doc: JobDefinition, group: CanvasGroup, known: Map<string, Rect>): Rect | null {
  const { nodes, groups } = contentOf(doc, group.id);
  const rects: Rect[] = [];
  for (const id of nodes) {
    rects.push(nodeRect(nodeById(doc, id) as JobNode));
  }
  for (const id of groups) {
    const rect = known.get(id);
    if (rect) rects.push(rect);
  }
  const inner = boundsOf(rects);
  if (!inner) return null;
  const x = inner.x - GROUP_PADDING;
  const y = inner.y - GROUP_PADDING - GROUP_HEADER;
  if (group.collapsed) return { x, y, width: NODE_WIDTH, height: NODE_HEIGHT };
  return {
    x,
    y,
    width: inner.width + 2 * GROUP_PADDING,
    height: inner.height + 2 * GROUP_PADDING + GROUP_HEADER,
  };
}

/** The rectangle of each group that has something in it; of a collapsed one that of its card. */
export const groupFrames = once((doc: JobDefinition): ReadonlyMap<string, Rect> => {
  const found = new Map<string, Rect>();
  const depth = new Map(doc.groups.map((group) => [group.id, chainOf(doc, group.id).length]));
  const innerFirst = [...doc.groups].sort((a, b) => (depth.get(b.id) as number) - (depth.get(a.id) as number));
  for (const group of innerFirst) {
    const rect = frameOf(doc, group, found);
    if (rect) found.set(group.id, rect);
  }
  return found;
});

/** The end of a drawn edge at the card of a collapsed group; no node has such an id. */
export function groupEnd(id: string): string {
  return `group/${id}`;
}

export interface DrawnGroup {
  readonly group: CanvasGroup;
  readonly rect: Rect;
  /** 0: it lies in no other group. */
  readonly depth: number;
  /** All nodes in it, in the groups in it too. */
  readonly members: readonly string[];
}

export interface DrawnEdge {
  /** Of an edge that stands for itself the key of the edge. */
  readonly key: string;
  /** A node id, or `groupEnd` of a collapsed group. */
  readonly source: string;
  readonly target: string;
  /** The edges that are drawn as this one; several where they end at a collapsed group. */
  readonly edges: readonly JobEdge[];
}

export interface VisiblePicture {
  readonly nodes: readonly JobNode[];
  /** Open groups, outer ones first. */
  readonly frames: readonly DrawnGroup[];
  /** Collapsed groups that do not lie in a collapsed one. */
  readonly cards: readonly DrawnGroup[];
  readonly edges: readonly DrawnEdge[];
}

/** The outermost collapsed group around each group, the group itself included. */
const hiddenIn = once((doc: JobDefinition): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const { id } of doc.groups) {
    const outer = chainOf(doc, id).findLast((up) => groupById(doc, up)?.collapsed);
    if (outer !== undefined) found.set(id, outer);
  }
  return found;
});

/** The collapsed group whose card stands for the node; null where the node itself is seen. */
export function cardOfNode(doc: JobDefinition, id: string): string | null {
  const group = groupOfNode(doc, id);
  return group === null ? null : (hiddenIn(doc).get(group) ?? null);
}

export const visiblePicture = once((doc: JobDefinition): VisiblePicture => {
  const groups = drawnGroups(doc);
  return {
    nodes: doc.nodes.filter((node) => cardOfNode(doc, node.id) === null),
    frames: groups.filter(({ group }) => !group.collapsed).sort((a, b) => a.depth - b.depth),
    cards: groups.filter(({ group }) => group.collapsed),
    edges: drawnEdges(doc),
  };
});

function drawnGroups(doc: JobDefinition): DrawnGroup[] {
  const frames = groupFrames(doc);
  return doc.groups.flatMap((group) => {
    const rect = frames.get(group.id);
    const parent = parentOfGroup(doc, group.id);
    if (!rect || (parent !== null && hiddenIn(doc).has(parent))) return [];
    return [{ group, rect, depth: chainOf(doc, group.id).length - 1, members: nodesWithin(doc, group.id) }];
  });
}

function drawnEdges(doc: JobDefinition): DrawnEdge[] {
  const ends = (id: string) => {
    const card = cardOfNode(doc, id);
    return card === null ? id : groupEnd(card);
  };
  const found = new Map<string, { key: string; source: string; target: string; edges: JobEdge[] }>();
  for (const edge of doc.edges) {
    if (!nodeById(doc, edge.source) || !nodeById(doc, edge.target)) continue;
    const [source, target] = [ends(edge.source), ends(edge.target)];
    const key = edgeKey({ source, target });
    const merged = source !== edge.source || target !== edge.target;
    if (merged && source === target) continue;
    const known = found.get(key);
    if (known) known.edges.push(edge);
    else found.set(key, { key, source, target, edges: [edge] });
  }
  return [...found.values()];
}
