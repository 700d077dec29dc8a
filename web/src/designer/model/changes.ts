/**
 * What a command does to a document, as data: it can be stored, sent, taken back and applied again.
 *
 * An edge has no id of its own; its key is `edgeKey`. Parameters and the schedule are fields of the job.
 */

import type { CanvasGroup, CanvasNote, JobDefinition, JobEdge, JobNode } from '../../lib/definition';

export interface Lists {
  readonly nodes: JobNode;
  readonly edges: JobEdge;
  readonly groups: CanvasGroup;
  readonly notes: CanvasNote;
}

export type ListName = keyof Lists;

export type Change =
  | Insert
  | { readonly kind: 'remove'; readonly list: ListName; readonly index: number; readonly item: Lists[ListName] }
  | SetField
  | SpliceText;

interface Insert {
  readonly kind: 'insert';
  readonly list: ListName;
  readonly index: number;
  readonly item: Lists[ListName];
}

/** Where a field stands: in an item of a list (`list`, `id`), or in the job itself (`list` is `job`, no id). */
interface Place {
  readonly list: ListName | 'job';
  readonly id: string;
  readonly path: readonly string[];
}

/** `before` or `after` left out: the field is absent then. */
interface SetField extends Place {
  readonly kind: 'set';
  readonly before?: unknown;
  readonly after?: unknown;
}

/** A part of a long text, so that a step of typing does not hold the script twice. */
interface SpliceText extends Place {
  readonly kind: 'text';
  readonly at: number;
  readonly removed: string;
  readonly inserted: string;
}

const LONG_TEXT = 200;

export function edgeKey(edge: { readonly source: string; readonly target: string }): string {
  return `${edge.source}->${edge.target}`;
}

export function keyOf(list: ListName, item: Lists[ListName]): string {
  return list === 'edges' ? edgeKey(item as JobEdge) : (item as JobNode).id;
}

type Fields = Readonly<Record<string, unknown>>;

/** The object with the field at `path` set; `absent` removes it. Objects on the way are made where they miss. */
function withField(object: Fields, path: readonly string[], present: boolean, value: unknown): Fields {
  const [field = '', ...deeper] = path;
  if (deeper.length > 0) {
    const inner = object[field];
    const holder = typeof inner === 'object' && inner !== null ? (inner as Fields) : {};
    return { ...object, [field]: withField(holder, deeper, present, value) };
  }
  if (present) return { ...object, [field]: value };
  const { [field]: _gone, ...rest } = object;
  return rest;
}

export function fieldAt(object: object, path: readonly string[]): unknown {
  let value: unknown = object;
  for (const field of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Fields)[field];
  }
  return value;
}

function changedItem<T extends object>(item: T, change: SetField | SpliceText): T {
  if (change.kind === 'set') return withField(item as Fields, change.path, 'after' in change, change.after) as T;
  const text = fieldAt(item, change.path);
  if (typeof text !== 'string') return item;
  const next = text.slice(0, change.at) + change.inserted + text.slice(change.at + change.removed.length);
  return withField(item as Fields, change.path, true, next) as T;
}

/** Where the item with that key is; the index it is expected at is looked at first. */
function whereIs(items: readonly Lists[ListName][], list: ListName, key: string, expected: number): number {
  const there = items[expected];
  if (there && keyOf(list, there) === key) return expected;
  return items.findIndex((item) => keyOf(list, item) === key);
}

/** Runs of changes to items of one list cost one copy of that list. */
class Draft {
  private readonly lists = new Map<ListName, Lists[ListName][]>();
  private readonly places = new Map<ListName, Map<string, number>>();
  private doc: JobDefinition;

  constructor(doc: JobDefinition) {
    this.doc = doc;
  }

  apply(change: Change): void {
    if (change.kind === 'insert') {
      const items = this.list(change.list);
      items.splice(Math.min(change.index, items.length), 0, change.item);
      this.places.delete(change.list);
    } else if (change.kind === 'remove') {
      const items = this.list(change.list);
      const index = whereIs(items, change.list, keyOf(change.list, change.item), change.index);
      if (index >= 0) items.splice(index, 1);
      this.places.delete(change.list);
    } else if (change.list === 'job') {
      this.doc = changedItem(this.doc, change);
    } else {
      const items = this.list(change.list);
      const index = this.place(change.list, items).get(change.id);
      const item = index === undefined ? undefined : items[index];
      if (index !== undefined && item) items[index] = changedItem(item, change);
    }
  }

  done(): JobDefinition {
    return { ...this.doc, ...Object.fromEntries(this.lists) };
  }

  private list(name: ListName): Lists[ListName][] {
    const known = this.lists.get(name);
    if (known) return known;
    const copy = [...this.doc[name]];
    this.lists.set(name, copy);
    return copy;
  }

  private place(name: ListName, items: readonly Lists[ListName][]): Map<string, number> {
    const known = this.places.get(name);
    if (known) return known;
    const made = new Map(items.map((item, index) => [keyOf(name, item), index]));
    this.places.set(name, made);
    return made;
  }
}

export function apply(doc: JobDefinition, changes: readonly Change[]): JobDefinition {
  if (changes.length === 0) return doc;
  const draft = new Draft(doc);
  for (const change of changes) draft.apply(change);
  return draft.done();
}

function inverseOf(change: Change): Change {
  if (change.kind === 'insert') return { ...change, kind: 'remove' };
  if (change.kind === 'remove') return { ...change, kind: 'insert' };
  if (change.kind === 'text') return { ...change, removed: change.inserted, inserted: change.removed };
  const { before: _before, after: _after, ...place } = change;
  return {
    ...place,
    ...('after' in change && { before: change.after }),
    ...('before' in change && { after: change.before }),
  };
}

/** The changes that take `changes` back. */
export function inverse(changes: readonly Change[]): Change[] {
  return [...changes].reverse().map(inverseOf);
}

/** Sets a field; `undefined` makes it absent. Long texts are kept as the part that differs. */
export function setField(
  list: ListName | 'job',
  id: string,
  path: readonly string[],
  before: unknown,
  after: unknown,
): Change {
  if (typeof before === 'string' && typeof after === 'string' && Math.max(before.length, after.length) > LONG_TEXT)
    return spliceOf({ list, id, path }, before, after);
  return {
    kind: 'set',
    list,
    id,
    path,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  };
}

function spliceOf(place: Place, before: string, after: string): SpliceText {
  const most = Math.min(before.length, after.length);
  let at = 0;
  while (at < most && before[at] === after[at]) at += 1;
  let tail = 0;
  while (tail < most - at && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  return {
    ...place,
    kind: 'text',
    at,
    removed: before.slice(at, before.length - tail),
    inserted: after.slice(at, after.length - tail),
  };
}

function samePlace(a: Place, b: Place): boolean {
  return (
    a.list === b.list && a.id === b.id && a.path.length === b.path.length && a.path.every((p, i) => p === b.path[i])
  );
}

/** Both lists set the same fields of the same objects, in the same order: typing into a field of a selection. */
function setsAlike(first: readonly Change[], second: readonly Change[]): boolean {
  if (first.length < 2 || first.length !== second.length) return false;
  return first.every((change, index) => {
    const other = second[index];
    return change.kind === 'set' && other?.kind === 'set' && samePlace(change, other);
  });
}

/** One list of changes for two that follow one another; setting one field twice is setting it once. */
export function joined(first: readonly Change[], second: readonly Change[]): Change[] {
  if (setsAlike(first, second))
    return first.flatMap((change, index) => joined([change], second.slice(index, index + 1)));
  const out = [...first];
  for (const change of second) {
    const last = out.at(-1);
    if (change.kind === 'set' && last?.kind === 'set' && samePlace(last, change)) {
      const { after: _after, ...rest } = last;
      out[out.length - 1] = { ...rest, ...('after' in change && { after: change.after }) };
    } else if (
      change.kind === 'text' &&
      last?.kind === 'text' &&
      samePlace(last, change) &&
      change.removed === '' &&
      change.at === last.at + last.inserted.length
    ) {
      out[out.length - 1] = { ...last, inserted: last.inserted + change.inserted };
    } else out.push(change);
  }
  return out;
}
