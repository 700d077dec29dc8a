/** Search inside one job: names, types, properties, parameters, conditions, notes, descriptions. */

import type { JobDefinition, JobNode } from '../../lib/definition';
import type { KnownTypes } from './catalog';
import { edgeKey } from './changes';
import { endNames } from './commands';
import { nodeById } from './document';
import { excerptOf, type Range } from './excerpt';
import { once } from './memo';
import { hasFilters, parseQuery, type Query } from './query';
import { references } from './references';
import { textsIn } from './texts';

export type HitKind = 'node' | 'edge' | 'group' | 'note' | 'param' | 'job';

export interface Hit {
  readonly kind: HitKind;
  /** Node, group or note id, edge key, parameter name; empty for the job. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** Where it was found, dotted as in problems: `name`, `properties.sql`, `condition`. */
  readonly field: string;
  readonly excerpt: string;
  /** Begin and end of what matched in the excerpt. */
  readonly ranges: readonly Range[];
}

export interface SearchContext {
  /** Node id -> state, for `state:`. */
  readonly states?: ReadonlyMap<string, string>;
  /** Ids of nodes with problems, for `invalid`. */
  readonly invalid?: ReadonlySet<string>;
  readonly types?: KnownTypes;
}

interface Field {
  readonly field: string;
  readonly text: string;
  readonly lower: string;
}

interface Entry {
  readonly kind: HitKind;
  readonly id: string;
  readonly name: string;
  readonly fields: readonly Field[];
}

function fieldsOf(pairs: readonly (readonly [string, string])[]): Field[] {
  return pairs.filter(([, text]) => text !== '').map(([field, text]) => ({ field, text, lower: text.toLowerCase() }));
}

const nodeFields = once((node: JobNode): readonly Field[] =>
  fieldsOf([
    ['name', node.name],
    ['type', node.type],
    ['description', node.description],
    ['queue', node.queue],
    ...textsIn(node.properties, 'properties').map(({ field, text }) => [field, text] as const),
  ]),
);

/** Everything that can be found; found anew for each version of the document, nodes only where they changed. */
const entriesOf = once((doc: JobDefinition): readonly Entry[] => [
  ...doc.nodes.map((node): Entry => ({ kind: 'node', id: node.id, name: node.name, fields: nodeFields(node) })),
  ...doc.edges
    .filter((edge) => edge.condition || edge.description)
    .map(
      (edge): Entry => ({
        kind: 'edge',
        id: edgeKey(edge),
        name: endNames(doc, edge),
        fields: fieldsOf([
          ['condition', edge.condition ?? ''],
          ['description', edge.description],
        ]),
      }),
    ),
  ...doc.groups.map(
    (group): Entry => ({
      kind: 'group',
      id: group.id,
      name: group.name,
      fields: fieldsOf([['name', group.name]]),
    }),
  ),
  ...doc.notes.map(
    (note): Entry => ({
      kind: 'note',
      id: note.id,
      name: note.text.split('\n', 1)[0]?.slice(0, 60) ?? '',
      fields: fieldsOf([['text', note.text]]),
    }),
  ),
  ...doc.params.map(
    (param): Entry => ({
      kind: 'param',
      id: param.name,
      name: param.name,
      fields: fieldsOf([
        ['name', param.name],
        ['value', param.masked ? '' : param.value],
        ['description', param.description],
      ]),
    }),
  ),
  { kind: 'job', id: '', name: '', fields: fieldsOf([['description', doc.description]]) },
]);

function passes(node: JobNode, query: Query, context: SearchContext): boolean {
  const type = context.types?.get(node.type);
  if (query.type !== null) {
    const called = [node.type, type?.label ?? ''].map((text) => text.toLowerCase());
    if (!called.some((text) => text.includes(query.type as string))) return false;
  }
  if (query.state !== null && !context.states?.get(node.id)?.toLowerCase().startsWith(query.state)) return false;
  if (query.invalid && !context.invalid?.has(node.id)) return false;
  const { uses } = query;
  return uses === null || connectionsOf(node, context.types).some((name) => name.toLowerCase().includes(uses));
}

/** The connections a node names; of unknown types what stands in a property of that name. */
function connectionsOf(node: JobNode, types: KnownTypes | undefined): string[] {
  const type = types?.get(node.type);
  if (!type) return typeof node.properties.connection === 'string' ? [node.properties.connection] : [];
  const found = references(type.properties_schema, node.properties);
  return found.filter(({ kind }) => kind === 'connection').map(({ name }) => name);
}

/** The better, the smaller: the whole name, its begin, in it, the type, elsewhere. */
function rank({ field, lower }: Field, words: readonly string[]): number {
  if (field === 'type') return 3;
  if (field !== 'name') return 4;
  const [first = ''] = words;
  if (lower === words.join(' ')) return 0;
  return lower.startsWith(first) ? 1 : 2;
}

/** Words are all to be found in one object; filters: `type:`, `state:`, `uses:`, `invalid`. The best hit first. */
export function search(doc: JobDefinition, text: string, context: SearchContext = {}): Hit[] {
  const query = parseQuery(text);
  const { words } = query;
  const filtered = hasFilters(query);
  if (words.length === 0 && !filtered) return [];
  const found: { hit: Hit; rank: number }[] = [];
  for (const entry of entriesOf(doc)) {
    if (filtered) {
      const node = entry.kind === 'node' ? nodeById(doc, entry.id) : undefined;
      if (!node || !passes(node, query, context)) continue;
    }
    if (!words.every((word) => entry.fields.some(({ lower }) => lower.includes(word)))) continue;
    const { kind, id, name } = entry;
    if (words.length === 0) found.push({ hit: { kind, id, name, field: 'name', excerpt: name, ranges: [] }, rank: 0 });
    for (const field of entry.fields) {
      if (!words.some((word) => field.lower.includes(word))) continue;
      const { excerpt, ranges } = excerptOf(field.text, words);
      found.push({ hit: { kind, id, name, field: field.field, excerpt, ranges }, rank: rank(field, words) });
    }
  }
  return found.sort((a, b) => a.rank - b.rank).map(({ hit }) => hit);
}
