/** Commands on groups. A group whose last member leaves goes with it. */

import type { CanvasGroup, JobDefinition, JobNode } from '../../lib/definition';
import { type Change, setField } from './changes';
import { appended, type Command, named, removals } from './commands';
import { freePartId, groupById, nodeById } from './document';
import { chainOf, emptiedBy, groupOfNode, groupsWithin, nodesWithin, parentOfGroup } from './grouping';
import type { Parts } from './moving';

interface Members {
  readonly nodes: readonly string[];
  readonly groups: readonly string[];
}

/** The selected groups and nodes that lie in no other selected group. */
function outermost(doc: JobDefinition, parts: Parts): Members {
  const picked = new Set(parts.groups?.filter((id) => groupById(doc, id)));
  const groups = [...picked].filter((id) => !chainOf(doc, parentOfGroup(doc, id)).some((up) => picked.has(up)));
  const inside = new Set(groups.flatMap((id) => nodesWithin(doc, id)));
  const nodes = [...new Set(parts.nodes)].filter((id) => nodeById(doc, id) && !inside.has(id));
  return { nodes, groups };
}

/** The innermost group that holds all members; null where there is none. */
function commonGroup(doc: JobDefinition, members: Members): string | null {
  const chains = [
    ...members.nodes.map((id) => chainOf(doc, groupOfNode(doc, id))),
    ...members.groups.map((id) => chainOf(doc, parentOfGroup(doc, id))),
  ];
  const [first = [], ...others] = chains;
  const sets = others.map((chain) => new Set(chain));
  return first.find((id) => sets.every((chain) => chain.has(id))) ?? null;
}

/** Changes that put members into a group; with the groups that are empty then taken away. */
function put(doc: JobDefinition, members: Members, into: string | null): Change[] {
  const nodes = members.nodes.filter((id) => nodeById(doc, id)?.group !== into);
  const groups = members.groups.filter((id) => (groupById(doc, id)?.parent ?? null) !== into);
  const emptied = emptiedBy(doc, new Set(nodes), new Set(groups));
  for (const id of chainOf(doc, into)) emptied.delete(id);
  return [
    ...nodes.map((id) => setField('nodes', id, ['group'], nodeById(doc, id)?.group, into)),
    ...groups.map((id) => setField('groups', id, ['parent'], groupById(doc, id)?.parent, into)),
    ...removals(doc, 'groups', (group) => emptied.has(group.id)),
  ];
}

/** A new group around the selection, inside the group that holds all of it. Its id is `id`. */
export function groupSelection(doc: JobDefinition, parts: Parts, name: string): Command & { readonly id: string } {
  const members = outermost(doc, parts);
  const id = freePartId(doc, 'groups');
  const group: CanvasGroup = { id, name, parent: commonGroup(doc, members), collapsed: false };
  const changes =
    members.nodes.length + members.groups.length === 0
      ? []
      : [...appended(doc, 'groups', [group]), ...put(doc, members, id)];
  return { name: 'group', object: name, key: '', changes, id };
}

/** Dissolves groups: what lies in them goes to the group around. */
export function ungroup(doc: JobDefinition, ids: readonly string[]): Command {
  const gone = new Set(ids.filter((id) => groupById(doc, id)));
  const around = (id: string | null) => chainOf(doc, id).find((up) => !gone.has(up)) ?? null;
  const changes: Change[] = [];
  for (const node of doc.nodes)
    if (node.group !== null && gone.has(node.group))
      changes.push(setField('nodes', node.id, ['group'], node.group, around(node.group)));
  for (const group of doc.groups)
    if (group.parent !== null && gone.has(group.parent) && !gone.has(group.id))
      changes.push(setField('groups', group.id, ['parent'], group.parent, around(group.parent)));
  changes.push(...removals(doc, 'groups', (group) => gone.has(group.id)));
  return { name: 'ungroup', object: named(doc.groups.filter((group) => gone.has(group.id))), key: '', changes };
}

export function setCollapsed(doc: JobDefinition, ids: readonly string[], collapsed: boolean): Command {
  const groups = [...new Set(ids)].flatMap((id) => groupById(doc, id) ?? []);
  const changes = groups
    .filter((group) => group.collapsed !== collapsed)
    .map((group) => setField('groups', group.id, ['collapsed'], group.collapsed, collapsed));
  return { name: 'change_group', object: named(groups), key: '', changes };
}

/** Puts nodes and groups into a group, or with null out of all; a group never goes into itself. */
export function putInGroup(doc: JobDefinition, parts: Parts, into: string | null): Command {
  const members = outermost(doc, parts);
  const within = new Set(chainOf(doc, into));
  const fitting = { nodes: members.nodes, groups: members.groups.filter((id) => !within.has(id)) };
  const known = into === null || groupById(doc, into) !== undefined;
  const object = named([
    ...fitting.groups.map((id) => groupById(doc, id) as CanvasGroup),
    ...fitting.nodes.map((id) => nodeById(doc, id) as JobNode),
  ]);
  return { name: 'change_group', object, key: '', changes: known ? put(doc, fitting, into) : [] };
}

/** Whether a group may be put into another: not into itself, nor into one that lies in it. */
export function mayLieIn(doc: JobDefinition, id: string, into: string): boolean {
  return !groupsWithin(doc, id).includes(into);
}
