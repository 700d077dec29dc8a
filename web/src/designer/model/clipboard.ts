/** Copy, cut, paste and duplicate, as JSON text in the shape of a definition: it works between jobs and windows. */

import type { CanvasGroup, JobDefinition, JobEdge, JobNode, Position } from '../../lib/definition';
import type { KnownTypes } from './catalog';
import { type Change, setField } from './changes';
import { type Clip, type ClipRefusal, MARK, readClip } from './clip';
import { appended, type Command, type CommandName, named, remove } from './commands';
import { GRID } from './document';
import { boundsOf, nodeRect, noteRect, placeOf, type Rect } from './geometry';
import { groupsWithin, nodesWithin } from './grouping';
import { placed } from './layout';
import type { Parts } from './moving';
import { FreeIds, FreeNames } from './naming';
import { references } from './references';
import { mapTexts, paramsPossible, textsIn, withNodesRenamed } from './texts';

const PASTE_SHIFT = 2 * GRID;

/** The nodes to copy, and the groups that go with them whole. */
function chosen(doc: JobDefinition, parts: Parts): { nodes: ReadonlySet<string>; groups: ReadonlySet<string> } {
  const groups = new Set(parts.groups?.flatMap((id) => groupsWithin(doc, id)));
  const nodes = new Set([...(parts.nodes ?? []), ...[...groups].flatMap((id) => nodesWithin(doc, id))]);
  for (const { id } of doc.groups) {
    const within = nodesWithin(doc, id);
    if (within.length > 0 && within.every((node) => nodes.has(node))) groups.add(id);
  }
  return { nodes, groups };
}

function clipOf(doc: JobDefinition, parts: Parts, types: KnownTypes | null): Clip {
  const picked = chosen(doc, parts);
  const notes = new Set(parts.notes);
  const nodes = doc.nodes.filter((node) => picked.nodes.has(node.id));
  const edges = doc.edges.filter((edge) => picked.nodes.has(edge.source) && picked.nodes.has(edge.target));
  const texts = [...nodes.flatMap((node) => textsIn(node.properties, '')).map(({ text }) => text)];
  const used = new Set([...texts, ...edges.map((edge) => edge.condition ?? '')].flatMap(paramsPossible));
  const connections = nodes.flatMap((node) => {
    const type = types?.get(node.type);
    const found = type ? references(type.properties_schema, node.properties) : [];
    return found.filter(({ kind }) => kind === 'connection').map(({ name }) => name);
  });
  return {
    nodes,
    edges,
    groups: doc.groups.filter((group) => picked.groups.has(group.id)),
    notes: doc.notes.filter((note) => notes.has(note.id)),
    params: doc.params
      .filter((param) => used.has(param.name))
      .map((param) => (param.masked ? { ...param, value: '' } : param)),
    connections: [...new Set(connections)].sort(),
  };
}

/** The text for the clipboard. With `types` it names the connections that the nodes use. */
export function copyText(
  doc: JobDefinition,
  parts: Parts | readonly string[],
  types: KnownTypes | null = null,
): string {
  const chosen = 'length' in parts ? { nodes: parts } : parts;
  return JSON.stringify({ [MARK]: 1, ...clipOf(doc, chosen, types) }, null, 2);
}

/** The text for the clipboard, and the command that takes the parts away. */
export function cut(
  doc: JobDefinition,
  parts: Parts,
  types: KnownTypes | null = null,
): { readonly text: string; readonly command: Command } {
  return { text: copyText(doc, parts, types), command: remove(doc, parts, 'cut') };
}

export interface Pasted {
  readonly command: Command;
  /** What was pasted, to be selected. */
  readonly selection: Required<Parts>;
  /** Connections that the nodes name; the ones the workspace lacks show as problems. */
  readonly connections: readonly string[];
  /** Parameters that were added to the job; masked ones are empty and want a value. */
  readonly params: readonly string[];
}

/**
 * Pastes the text of a clipboard: at `at`, the middle of what is pasted, or a little aside of where it was copied.
 * A text that is no clip, or is not whole, pastes nothing.
 */
export function paste(doc: JobDefinition, text: string, at: Position | null = null): Pasted | ClipRefusal {
  const clip = readClip(text);
  return typeof clip === 'string' ? clip : put(doc, clip, at, 'paste');
}

/** The same parts once more, a little aside; nodes stay in their group. null where nothing is chosen. */
export function duplicate(doc: JobDefinition, parts: Parts, at: Position | null = null): Pasted | null {
  const clip = clipOf(doc, parts, null);
  return clip.nodes.length + clip.notes.length === 0 ? null : put(doc, clip, at, 'duplicate');
}

function put(doc: JobDefinition, clip: Clip, at: Position | null, name: CommandName): Pasted {
  const own = new Set(name === 'duplicate' ? doc.groups.map((group) => group.id) : []);
  const names = new FreeNames(doc.nodes.map((node) => node.name));
  const fresh = clip.nodes.map((node) => names.take(node.name));
  // Where two nodes have one name (an import), expressions mean the first.
  const newName = new Map(clip.nodes.map((node, index) => [node.name, fresh[index] as string] as const).reverse());
  const nodeIds = newIds(doc, clip, 'nodes');
  const groupIds = newIds(doc, clip, 'groups');
  const noteIds = newIds(doc, clip, 'notes');
  const groupOf = (id: string | null) => (id === null ? null : (groupIds.get(id) ?? (own.has(id) ? id : null)));
  const shift = wayOf(doc, clip, at);
  const shifted = (from: Position) => ({ x: from.x + shift.x, y: from.y + shift.y });
  const renamed = (text: string) => withNodesRenamed(text, newName);
  const places = placed({ ...doc, nodes: clip.nodes, edges: clip.edges }).nodes;
  const nodes = clip.nodes.map(
    (node, index): JobNode => ({
      ...node,
      id: nodeIds.get(node.id) as string,
      name: fresh[index] as string,
      properties: mapTexts(node.properties, renamed) as JobNode['properties'],
      position: shifted(placeOf(places[index] as JobNode)),
      group: groupOf(node.group),
    }),
  );
  const edges = clip.edges.map(
    (edge): JobEdge => ({
      ...edge,
      source: nodeIds.get(edge.source) as string,
      target: nodeIds.get(edge.target) as string,
      condition: edge.condition === null ? null : renamed(edge.condition),
    }),
  );
  const groups = clip.groups.map(
    (group): CanvasGroup => ({
      ...group,
      id: groupIds.get(group.id) as string,
      parent: groupOf(group.parent),
    }),
  );
  const notes = clip.notes.map((note) => ({
    ...note,
    id: noteIds.get(note.id) as string,
    position: shifted(note.position),
  }));
  const known = new Set(doc.params.map((param) => param.name));
  const params = clip.params.filter((param) => !known.has(param.name));
  const changes: Change[] = [
    ...appended(doc, 'groups', groups),
    ...appended(doc, 'nodes', nodes),
    ...appended(doc, 'edges', edges),
    ...appended(doc, 'notes', notes),
    ...(params.length > 0 ? [setField('job', '', ['params'], doc.params, [...doc.params, ...params])] : []),
  ];
  return {
    command: { name, object: named(nodes), key: '', changes },
    selection: { nodes: nodes.map(({ id }) => id), edges: [], groups: [], notes: notes.map(({ id }) => id) },
    connections: clip.connections,
    params: params.map((param) => param.name),
  };
}

function newIds(doc: JobDefinition, clip: Clip, list: 'nodes' | 'groups' | 'notes'): ReadonlyMap<string, string> {
  const free = new FreeIds(doc, list);
  return new Map(clip[list].map((part) => [part.id, free.take()]));
}

/** How far everything moves: on the grid, all by the same way, and not onto what was pasted before. */
function wayOf(doc: JobDefinition, clip: Clip, at: Position | null): Position {
  const { nodes } = placed({ ...doc, nodes: clip.nodes, edges: clip.edges });
  // A clip is never empty.
  const bounds = boundsOf([...nodes.map(nodeRect), ...clip.notes.map(noteRect)]) as Rect;
  const snapped = (value: number) => Math.round(value / GRID) * GRID;
  if (at) {
    const to = { x: snapped(at.x - bounds.width / 2), y: snapped(at.y - bounds.height / 2) };
    return { x: to.x - bounds.x, y: to.y - bounds.y };
  }
  const taken = new Set([...doc.nodes.map(placeOf), ...doc.notes.map((note) => note.position)].map(place));
  const [first] = [...nodes.map(placeOf), ...clip.notes.map((note) => note.position)] as [Position];
  let way = PASTE_SHIFT;
  while (taken.has(place({ x: first.x + way, y: first.y + way }))) way += PASTE_SHIFT;
  return { x: way, y: way };
}

function place({ x, y }: Position): string {
  return `${x} ${y}`;
}
