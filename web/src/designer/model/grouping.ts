/** Questions about groups: what lies in what. Unknown parents, and groups inside one another, count as none. */

import type { JobDefinition } from '../../lib/definition';
import { groupById, nodeById } from './document';
import { once } from './memo';

interface Content {
  /** Ids, in the order of the document. */
  readonly nodes: readonly string[];
  readonly groups: readonly string[];
}

const EMPTY: Content = { nodes: [], groups: [] };

/** Group -> the group it lies in; imports may hold circles, which are cut here. */
const parents = once((doc: JobDefinition): ReadonlyMap<string, string | null> => {
  const found = new Map<string, string | null>();
  for (const { id } of doc.groups) {
    const parent = groupById(doc, id)?.parent ?? null;
    let above: string | null = parent === null || !groupById(doc, parent) ? null : parent;
    for (let up = above; up !== null; up = found.get(up) ?? null) if (up === id) above = null;
    found.set(id, above);
  }
  return found;
});

export function parentOfGroup(doc: JobDefinition, id: string): string | null {
  return parents(doc).get(id) ?? null;
}

/** The group that a node is drawn in, if there is such a group. */
export function groupOfNode(doc: JobDefinition, id: string): string | null {
  const group = nodeById(doc, id)?.group ?? null;
  return group !== null && groupById(doc, group) ? group : null;
}

/** The group itself and the ones around it, the innermost first. */
export function chainOf(doc: JobDefinition, id: string | null): string[] {
  const chain: string[] = [];
  for (let up = id; up !== null; up = parentOfGroup(doc, up)) chain.push(up);
  return chain;
}

const contents = once((doc: JobDefinition): ReadonlyMap<string, Content> => {
  const found = new Map(doc.groups.map(({ id }) => [id, { nodes: [] as string[], groups: [] as string[] }]));
  for (const [id, parent] of parents(doc)) if (parent !== null) found.get(parent)?.groups.push(id);
  for (const node of doc.nodes) if (node.group !== null) found.get(node.group)?.nodes.push(node.id);
  return found;
});

/** What lies directly in a group. */
export function contentOf(doc: JobDefinition, id: string): Content {
  return contents(doc).get(id) ?? EMPTY;
}

/** The group and all groups in it, outer ones first. */
export function groupsWithin(doc: JobDefinition, id: string): string[] {
  const found = [id];
  for (const group of found) found.push(...contentOf(doc, group).groups);
  return found;
}

/** All nodes in a group and in the groups in it. */
export function nodesWithin(doc: JobDefinition, id: string): string[] {
  return groupsWithin(doc, id).flatMap((group) => contentOf(doc, group).nodes);
}

/** The groups that have nothing left once these nodes and groups went, and had something before. */
export function emptiedBy(
  doc: JobDefinition,
  nodes: ReadonlySet<string>,
  groups: ReadonlySet<string> = new Set(),
): Set<string> {
  const left = new Map<string, number>();
  const gone = new Set<string>();
  const leave = (group: string | null) => {
    for (let up = group; up !== null && !groups.has(up); up = parentOfGroup(doc, up)) {
      const content = contentOf(doc, up);
      const count = (left.get(up) ?? content.nodes.length + content.groups.length) - 1;
      left.set(up, count);
      if (count > 0) return;
      gone.add(up);
    }
  };
  for (const id of nodes) leave(groupOfNode(doc, id));
  for (const id of groups) leave(parentOfGroup(doc, id));
  return gone;
}
