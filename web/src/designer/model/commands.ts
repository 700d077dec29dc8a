/** Every change of a job is a command: a name for the history, and the changes it consists of. */

import type { CanvasGroup, CanvasNote, JobDefinition, JobEdge, JobNode, Position } from '../../lib/definition';
import { apply, type Change, edgeKey, fieldAt, type ListName, type Lists, setField } from './changes';
import { edgeByKey, groupById, nodeById, noteById } from './document';
import { emptiedBy, groupsWithin } from './grouping';

/** Each has a text `command.NAME` for the history list and for what is announced. */
export type CommandName =
  | 'add_node'
  | 'insert_on_edge'
  | 'paste'
  | 'duplicate'
  | 'cut'
  | 'remove'
  | 'remove_and_reconnect'
  | 'move'
  | 'arrange'
  | 'align'
  | 'distribute'
  | 'pin'
  | 'connect'
  | 'reconnect'
  | 'change_edge'
  | 'rename'
  | 'disable'
  | 'change_node'
  | 'change_nodes'
  | 'change_property'
  | 'change_job'
  | 'change_schedule'
  | 'group'
  | 'ungroup'
  | 'change_group'
  | 'add_note'
  | 'change_note'
  | 'fix'
  | 'merge'
  | 'take_over'
  | 'restore'
  | 'replace';

export interface Command {
  readonly name: CommandName;
  /** What the command touched, for the history list: a node name, a field. */
  readonly object: string;
  /** Commands of one key that follow one another quickly are one step; empty: never joined. */
  readonly key: string;
  readonly changes: readonly Change[];
}

export type NodePatch = Partial<Omit<JobNode, 'id' | 'type' | 'properties'>>;
export type EdgePatch = Partial<Pick<JobEdge, 'condition' | 'on_false' | 'description'>>;
export type GroupPatch = Partial<Omit<CanvasGroup, 'id'>>;
export type NotePatch = Partial<Omit<CanvasNote, 'id'>>;
export type JobPatch = Partial<
  Pick<
    JobDefinition,
    'description' | 'params' | 'multi_if' | 'priority' | 'dry_run' | 'instance_timeout_minutes' | 'schedule'
  >
>;

/** The changes that write the fields of `patch` into an object. */
export function patchChanges(list: ListName | 'job', id: string, object: object, patch: object): Change[] {
  return Object.entries(patch).map(([field, value]) =>
    setField(list, id, [field], fieldAt(object, [field]), value as unknown),
  );
}

/** Insertions at the end of a list. */
export function appended<L extends ListName>(doc: JobDefinition, list: L, items: readonly Lists[L][]): Change[] {
  const end = doc[list].length;
  return items.map((item, position) => ({ kind: 'insert', list, index: end + position, item }));
}

/** Removals from a list, last one first, so that every index is right when it is used. */
export function removals<L extends ListName>(doc: JobDefinition, list: L, goes: (item: Lists[L]) => boolean): Change[] {
  const items = doc[list] as readonly Lists[ListName][];
  const found = items.flatMap((item, index): Change[] =>
    goes(item as Lists[L]) ? [{ kind: 'remove', list, index, item }] : [],
  );
  return found.reverse();
}

/** Several commands as one step; each is made from the document as the ones before leave it. */
export function compose(
  doc: JobDefinition,
  name: CommandName,
  object: string,
  parts: readonly ((now: JobDefinition) => Command | null)[],
): Command {
  let now = doc;
  const changes: Change[] = [];
  for (const part of parts) {
    const command = part(now);
    if (!command) continue;
    changes.push(...command.changes);
    now = apply(now, command.changes);
  }
  return { name, object, key: '', changes };
}

const MOST_NAMES = 3;

/** What the history shows of several objects: the first names, and how many more there are. */
export function named(objects: readonly { readonly name: string }[]): string {
  const shown = objects.slice(0, MOST_NAMES).map((object) => object.name);
  const more = objects.length - shown.length;
  return more > 0 ? `${shown.join(', ')} +${more}` : shown.join(', ');
}

export function addNodes(
  doc: JobDefinition,
  nodes: readonly JobNode[],
  edges: readonly JobEdge[],
  name: CommandName = 'add_node',
): Command {
  const changes = [...appended(doc, 'nodes', nodes), ...appended(doc, 'edges', edges)];
  return { name, object: named(nodes), key: '', changes };
}

export interface Removed {
  readonly nodes?: readonly string[];
  readonly edges?: readonly string[];
  /** With all that lies in them; `ungroup` keeps it. */
  readonly groups?: readonly string[];
  readonly notes?: readonly string[];
}

/** Takes parts away, with the edges of the nodes and the groups that are empty then. */
export function removalOfParts(doc: JobDefinition, gone: Removed): Change[] {
  const groups = new Set(gone.groups?.flatMap((id) => groupsWithin(doc, id)));
  const ids = new Set(gone.nodes);
  for (const node of doc.nodes) if (node.group !== null && groups.has(node.group)) ids.add(node.id);
  for (const id of emptiedBy(doc, ids, groups)) groups.add(id);
  const keys = new Set(gone.edges);
  const notes = new Set(gone.notes);
  return [
    ...removals(doc, 'edges', (edge) => keys.has(edgeKey(edge)) || ids.has(edge.source) || ids.has(edge.target)),
    ...removals(doc, 'nodes', (node) => ids.has(node.id)),
    ...removals(doc, 'groups', (group) => groups.has(group.id)),
    ...removals(doc, 'notes', (note) => notes.has(note.id)),
  ];
}

/** Removes nodes with all their edges, groups, single edges and notes; undone, each stands where it stood. */
export function remove(doc: JobDefinition, gone: Removed, name: CommandName = 'remove'): Command {
  const changes = removalOfParts(doc, gone);
  const nodes = changes.flatMap((change) =>
    change.kind === 'remove' && change.list === 'nodes' ? [change.item as JobNode] : [],
  );
  return { name, object: named(nodes.reverse()), key: '', changes };
}

export function moveNodes(
  doc: JobDefinition,
  to: ReadonlyMap<string, Position>,
  name: CommandName = 'move',
  key = '',
): Command {
  const moved = [...to].flatMap(([id, position]) => {
    const node = nodeById(doc, id);
    return node ? [{ node, position }] : [];
  });
  return {
    name,
    object: named(moved.map(({ node }) => node)),
    key,
    changes: moved.map(({ node, position }) => setField('nodes', node.id, ['position'], node.position, position)),
  };
}

export function newEdge(source: string, target: string): JobEdge {
  return { source, target, condition: null, on_false: 'skip_all', description: '' };
}

export function endNames(doc: JobDefinition, edge: { source: string; target: string }): string {
  return [edge.source, edge.target].map((id) => nodeById(doc, id)?.name ?? id).join(', ');
}

export function connect(doc: JobDefinition, source: string, target: string): Command {
  const edge = newEdge(source, target);
  return { name: 'connect', object: endNames(doc, edge), key: '', changes: appended(doc, 'edges', [edge]) };
}

export function changeEdge(doc: JobDefinition, key: string, patch: EdgePatch): Command {
  const edge = edgeByKey(doc, key);
  return {
    name: 'change_edge',
    object: edge ? endNames(doc, edge) : '',
    key: `edge:${key}:${Object.keys(patch).join()}`,
    changes: edge ? patchChanges('edges', key, edge, patch) : [],
  };
}

export function changeNode(doc: JobDefinition, id: string, patch: NodePatch, name?: CommandName): Command {
  const node = nodeById(doc, id);
  const fields = Object.keys(patch).join();
  return {
    name: name ?? (fields === 'name' ? 'rename' : 'change_node'),
    object: node?.name ?? id,
    key: `node:${id}:${fields}`,
    changes: node ? patchChanges('nodes', id, node, patch) : [],
  };
}

/** Sets one property of the node type; `undefined` removes it, so that the type's default holds. */
export function setProperty(doc: JobDefinition, id: string, property: string, value: unknown): Command {
  const node = nodeById(doc, id);
  return {
    name: 'change_property',
    object: `${node?.name ?? id}: ${property}`,
    key: `property:${id}:${property}`,
    changes: node ? [setField('nodes', id, ['properties', property], node.properties[property], value)] : [],
  };
}

export function changeJob(doc: JobDefinition, patch: JobPatch): Command {
  const fields = Object.keys(patch).join();
  return { name: 'change_job', object: fields, key: `job:${fields}`, changes: patchChanges('job', '', doc, patch) };
}

export function changeGroup(doc: JobDefinition, id: string, patch: GroupPatch): Command {
  const group = groupById(doc, id);
  return {
    name: 'change_group',
    object: group?.name ?? id,
    key: `group:${id}:${Object.keys(patch).join()}`,
    changes: group ? patchChanges('groups', id, group, patch) : [],
  };
}

export function addNote(doc: JobDefinition, note: CanvasNote): Command {
  return { name: 'add_note', object: '', key: '', changes: appended(doc, 'notes', [note]) };
}

export function changeNote(doc: JobDefinition, id: string, patch: NotePatch): Command {
  const note = noteById(doc, id);
  return {
    name: 'change_note',
    object: '',
    key: `note:${id}:${Object.keys(patch).join()}`,
    changes: note ? patchChanges('notes', id, note, patch) : [],
  };
}
