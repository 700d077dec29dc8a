/** Joins two documents that came from one. What only one side changed is taken; the rest are conflicts. */

import type { JobDefinition } from '../../lib/definition';
import {
  type DifferencePart,
  differing,
  type Fields,
  itemsOf,
  jobFields,
  LISTS,
  nameIn,
  PART_OF,
  type PartList,
} from './difference';
import { same } from './equal';
import { FreeIds } from './naming';

/** A field, or a whole part (`path` empty), that both sides changed differently. undefined: absent, removed. */
export interface Conflict {
  /** `part:id:path`, to name a choice. */
  readonly key: string;
  readonly part: DifferencePart;
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly base: unknown;
  readonly mine: unknown;
  readonly theirs: unknown;
}

export type Side = 'mine' | 'theirs';

export interface Merged {
  readonly doc: JobDefinition;
  readonly conflicts: readonly Conflict[];
}

interface Three<V> {
  readonly base: V;
  readonly mine: V;
  readonly theirs: V;
}

/** Every conflict is decided by `choices`, else by `otherwise`. */
export function mergeThree(
  base: JobDefinition,
  mine: JobDefinition,
  theirs: JobDefinition,
  choices: ReadonlyMap<string, Side> = new Map(),
  otherwise: Side = 'mine',
): Merged {
  const merge = new Merge(choices, otherwise);
  const docs = { base, mine: apart(base, mine, theirs), theirs };
  const lists = LISTS.map((list) => [list, merge.list(docs, list)] as const);
  const fields = { base: jobFields(base), mine: jobFields(docs.mine), theirs: jobFields(theirs) };
  const own = merge.fields(fields, 'job', '', '');
  const doc = { ...own, ...Object.fromEntries(lists) } as unknown as JobDefinition;
  return { doc: sound(doc), conflicts: merge.conflicts };
}

class Merge {
  readonly conflicts: Conflict[] = [];
  private readonly choices: ReadonlyMap<string, Side>;
  private readonly otherwise: Side;

  constructor(choices: ReadonlyMap<string, Side>, otherwise: Side) {
    this.choices = choices;
    this.otherwise = otherwise;
  }

  /** In the order of mine; what only they have follows in their order. */
  list(docs: Three<JobDefinition>, list: PartList): Fields[] {
    const items = {
      base: itemsOf(docs.base, list),
      mine: itemsOf(docs.mine, list),
      theirs: itemsOf(docs.theirs, list),
    };
    const ids = new Set([...items.mine.keys(), ...items.theirs.keys()]);
    return [...ids].flatMap((id) => {
      const three = { base: items.base.get(id), mine: items.mine.get(id), theirs: items.theirs.get(id) };
      const doc = three.mine ? docs.mine : docs.theirs;
      const merged = this.item(three, list, id, nameIn(doc, list, (three.mine ?? three.theirs) as Fields));
      return merged ? [merged] : [];
    });
  }

  private item(three: Three<Fields | undefined>, list: PartList, id: string, name: string): Fields | undefined {
    const { base, mine, theirs } = three;
    if (same(mine, theirs) || same(base, theirs)) return mine;
    if (same(base, mine)) return theirs;
    if (mine && theirs) return this.fields({ base: base ?? {}, mine, theirs }, PART_OF[list], id, name);
    // One side removed what the other changed.
    return this.chosen(three, PART_OF[list], id, name, []);
  }

  /** Field by field; both objects are there. */
  fields(three: Three<Fields>, part: DifferencePart, id: string, name: string): Fields {
    let merged: Fields = three.mine;
    for (const { path } of differing(three.mine, three.theirs)) {
      const at = {
        base: valueAt(three.base, path),
        mine: valueAt(three.mine, path),
        theirs: valueAt(three.theirs, path),
      };
      if (same(at.base, at.theirs)) continue;
      const value = same(at.base, at.mine) ? at.theirs : this.chosen(at, part, id, name, path);
      merged = withValue(merged, path, value);
    }
    return merged;
  }

  private chosen<V>(three: Three<V>, part: DifferencePart, id: string, name: string, path: readonly string[]): V {
    const dotted = path.join('.');
    const key = `${part}:${id}:${dotted}`;
    this.conflicts.push({ key, part, id, name, path: dotted, ...three });
    return three[this.choices.get(key) ?? this.otherwise];
  }
}

function valueAt(object: Fields, path: readonly string[]): unknown {
  let value: unknown = object;
  for (const field of path) value = (value as Fields | null | undefined)?.[field];
  return value;
}

function withValue(object: Fields, path: readonly string[], value: unknown): Fields {
  const [field = '', ...deeper] = path;
  if (deeper.length > 0) return { ...object, [field]: withValue(object[field] as Fields, deeper, value) };
  if (value !== undefined) return { ...object, [field]: value };
  const { [field]: _gone, ...rest } = object;
  return rest;
}

/** What both sides added under one id is two things: mine gets ids that are free on both sides. */
function apart(base: JobDefinition, mine: JobDefinition, theirs: JobDefinition): JobDefinition {
  const fresh = (list: 'nodes' | 'groups' | 'notes') => {
    const [old, other] = [itemsOf(base, list), itemsOf(theirs, list)];
    const free = new FreeIds({ ...mine, [list]: [...mine[list], ...theirs[list]] }, list);
    const ids = new Map<string, string>();
    for (const [id, item] of itemsOf(mine, list))
      if (!old.has(id) && other.has(id) && !same(item, other.get(id))) ids.set(id, free.take());
    return (id: string) => ids.get(id) ?? id;
  };
  const [node, group, note] = [fresh('nodes'), fresh('groups'), fresh('notes')];
  const within = (id: string | null) => (id === null ? null : group(id));
  return {
    ...mine,
    nodes: mine.nodes.map((item) => ({ ...item, id: node(item.id), group: within(item.group) })),
    edges: mine.edges.map((item) => ({ ...item, source: node(item.source), target: node(item.target) })),
    groups: mine.groups.map((item) => ({ ...item, id: group(item.id), parent: within(item.parent) })),
    notes: mine.notes.map((item) => ({ ...item, id: note(item.id) })),
  };
}

/** Edges and groups whose nodes one side removed go with them. */
function sound(doc: JobDefinition): JobDefinition {
  const nodes = new Set(doc.nodes.map((node) => node.id));
  const groups = new Set(doc.groups.map((group) => group.id));
  const lost = (group: string | null) => group !== null && !groups.has(group);
  return {
    ...doc,
    nodes: doc.nodes.map((node) => (lost(node.group) ? { ...node, group: null } : node)),
    edges: doc.edges.filter((edge) => nodes.has(edge.source) && nodes.has(edge.target)),
    groups: doc.groups.map((group) => (lost(group.parent) ? { ...group, parent: null } : group)),
  };
}
