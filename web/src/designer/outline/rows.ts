/** The job as a list to be read: in the order in which nodes run, groups as levels. */

import type { JobDefinition } from '../../lib/definition';
import { nextOf } from '../model/document';
import { topologicalOrder } from '../model/graph';
import { contentOf, groupOfNode, groupsWithin, nodesWithin, parentOfGroup } from '../model/grouping';
import { once } from '../model/memo';

export interface OutlineRow {
  readonly kind: 'node' | 'group';
  readonly id: string;
  /** From 1; groups and nodes in a group are one deeper. */
  readonly level: number;
  /** The group it stands in. */
  readonly parent: string | null;
  readonly open: boolean;
}

const ranks = once((doc: JobDefinition) => new Map(topologicalOrder(doc).map((id, index) => [id, index])));

/** In how many steps a node is reached, from 1. */
export const stepsOf = once((doc: JobDefinition): ReadonlyMap<string, number> => {
  const rank = ranks(doc);
  const steps = new Map<string, number>();
  for (const id of rank.keys()) {
    const step = steps.get(id) ?? 1;
    steps.set(id, step);
    for (const next of nextOf(doc, id)) {
      // In a circle, an edge may lead back: it counts for nothing.
      if ((rank.get(next) ?? -1) > (rank.get(id) ?? 0)) steps.set(next, Math.max(steps.get(next) ?? 1, step + 1));
    }
  }
  return steps;
});

export function outlineRows(doc: JobDefinition, folded: ReadonlySet<string>): OutlineRow[] {
  const rank = ranks(doc);
  const rows: OutlineRow[] = [];
  const place = (kind: OutlineRow['kind'], id: string) =>
    kind === 'node' ? (rank.get(id) ?? 0) : Math.min(...nodesWithin(doc, id).map((node) => rank.get(node) ?? 0));
  const emit = (nodes: readonly string[], groups: readonly string[], parent: string | null, level: number) => {
    const items = [
      ...nodes.map((id) => ({ kind: 'node' as const, id, place: place('node', id) })),
      ...groups.map((id) => ({ kind: 'group' as const, id, place: place('group', id) })),
    ].sort((a, b) => a.place - b.place);
    for (const { kind, id } of items) {
      const open = kind === 'group' && !folded.has(id);
      rows.push({ kind, id, level, parent, open });
      if (!open) continue;
      const { nodes: inner, groups: deeper } = contentOf(doc, id);
      emit(inner, deeper, id, level + 1);
    }
  };
  const free = [...rank.keys()].filter((id) => groupOfNode(doc, id) === null);
  const top = doc.groups.map((group) => group.id).filter((id) => parentOfGroup(doc, id) === null);
  emit(free, top, null, 1);
  return rows;
}

/** All groups to open so that a row is seen. */
export function groupsAround(doc: JobDefinition, id: string): string[] {
  const inner = groupOfNode(doc, id);
  return inner === null
    ? []
    : doc.groups.map((group) => group.id).filter((one) => groupsWithin(doc, one).includes(inner));
}
