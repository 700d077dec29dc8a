/** What differs between two documents, down to single fields. */

import type { JobDefinition } from '../../lib/definition';
import { edgeKey } from './changes';
import { same } from './equal';

export type DifferenceKind = 'added' | 'removed' | 'changed' | 'moved';
export type DifferencePart = 'node' | 'edge' | 'group' | 'note' | 'param' | 'job';

export interface FieldDifference {
  /** Dotted, as in problems: `properties.sql`, `retry.times`. */
  readonly path: string;
  /** undefined: absent. */
  readonly before: unknown;
  readonly after: unknown;
}

export interface PartDifference {
  /** `moved`: only its place differs. */
  readonly kind: DifferenceKind;
  readonly part: DifferencePart;
  /** Node, group or note id, edge key, parameter name; empty for the job. */
  readonly id: string;
  /** For people: names instead of ids. */
  readonly name: string;
  readonly fields: readonly FieldDifference[];
}

export type Fields = Readonly<Record<string, unknown>>;

/** The lists of a document and how their items are told apart. */
export const LISTS = ['nodes', 'edges', 'groups', 'notes', 'params'] as const;
export type PartList = (typeof LISTS)[number];

export const PART_OF = {
  nodes: 'node',
  edges: 'edge',
  groups: 'group',
  notes: 'note',
  params: 'param',
} as const satisfies Record<PartList, DifferencePart>;

export function idIn(list: PartList, item: Fields): string {
  if (list === 'edges') return edgeKey(item as { source: string; target: string } & Fields);
  return String(list === 'params' ? item.name : item.id);
}

/** What people call it; `doc` knows the names at the ends of an edge. */
export function nameIn(doc: JobDefinition, list: PartList, item: Fields): string {
  if (list === 'edges') {
    const name = (id: unknown) => doc.nodes.find((node) => node.id === id)?.name ?? String(id);
    return `${name(item.source)} → ${name(item.target)}`;
  }
  if (list === 'notes') return String(item.text).split('\n')[0]?.slice(0, 60) ?? '';
  return String(item.name);
}

/** The items of a list by their ids, as they stand; of several with one id the first. */
export function itemsOf(doc: JobDefinition, list: PartList): ReadonlyMap<string, Fields> {
  const found = new Map<string, Fields>();
  for (const item of doc[list] as readonly unknown[] as readonly Fields[]) {
    const id = idIn(list, item);
    if (!found.has(id)) found.set(id, item);
  }
  return found;
}

/** The job's own fields. */
export function jobFields(doc: JobDefinition): Fields {
  const lists: readonly string[] = LISTS;
  return Object.fromEntries(Object.entries(doc).filter(([field]) => !lists.includes(field)));
}

/** Fields whose fields are compared one by one, so that two changes of one script and one timeout do not clash. */
const DEEP = new Set(['properties', 'retry', 'schedule']);

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The fields that differ between two objects, each as the path to it. */
export function differing(
  a: Fields,
  b: Fields,
  path: readonly string[] = [],
): { readonly path: readonly string[]; readonly before: unknown; readonly after: unknown }[] {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].flatMap((key) => {
    const [before, after] = [a[key], b[key]];
    if (same(before, after)) return [];
    const here = [...path, key];
    if (isFields(before) && isFields(after) && DEEP.has(here[0] as string)) return differing(before, after, here);
    return [{ path: here, before, after }];
  });
}

/** From `a` to `b`; nodes first, then edges, groups, notes, parameters, the job itself. Empty where they are equal. */
export function difference(a: JobDefinition, b: JobDefinition): PartDifference[] {
  const found = LISTS.flatMap((list) => ofList(a, b, list));
  const own = differing(jobFields(a), jobFields(b)).map(dotted);
  if (own.length > 0) found.push({ kind: 'changed', part: 'job', id: '', name: '', fields: own });
  return found;
}

function dotted(field: { readonly path: readonly string[]; readonly before: unknown; readonly after: unknown }) {
  return { path: field.path.join('.'), before: field.before, after: field.after };
}

function ofList(a: JobDefinition, b: JobDefinition, list: PartList): PartDifference[] {
  if ((a[list] as unknown) === b[list]) return [];
  const part = PART_OF[list];
  const [old, now] = [itemsOf(a, list), itemsOf(b, list)];
  const found: PartDifference[] = [];
  for (const [id, item] of old) {
    const other = now.get(id);
    if (!other) found.push({ kind: 'removed', part, id, name: nameIn(a, list, item), fields: [] });
    else if (item !== other) {
      const fields = differing(item, other).map(dotted);
      if (fields.length === 0) continue;
      const kind = fields.every(({ path }) => path === 'position') ? 'moved' : 'changed';
      found.push({ kind, part, id, name: nameIn(b, list, other), fields });
    }
  }
  for (const [id, item] of now)
    if (!old.has(id)) found.push({ kind: 'added', part, id, name: nameIn(b, list, item), fields: [] });
  return found;
}
