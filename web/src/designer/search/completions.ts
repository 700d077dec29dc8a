/** What can be written at the end of a question to the search of a job: filters, and values for them. */

import type { JobDefinition } from '../../lib/definition';
import type { KnownTypes, Schema } from '../model/catalog';

export interface Completion {
  /** The whole question with this at its end. */
  readonly query: string;
  /** What is added, as it is shown. */
  readonly label: string;
  /** What it means, where the label does not say it. */
  readonly note: string;
}

const FILTERS = ['type:', 'state:', 'uses:', 'invalid'] as const;
const MOST = 8;

export type FilterName = (typeof FILTERS)[number];

interface Known {
  readonly doc: JobDefinition;
  readonly types: KnownTypes;
  /** The states of the nodes, where the job is shown as it runs. */
  readonly states: ReadonlyMap<string, string> | null;
}

/** Names with spaces are quoted. */
function quoted(value: string): string {
  return /\s/.test(value) ? `"${value}"` : value;
}

function usedNames({ doc, types }: Known): string[] {
  const names = new Set<string>();
  for (const node of doc.nodes) {
    const schema = types.get(node.type)?.properties_schema;
    for (const [field, one] of Object.entries(schema?.properties ?? {})) {
      const value = node.properties[field];
      if (refersTo(one) && typeof value === 'string' && value !== '' && !/[#$]\{/.test(value)) names.add(value);
    }
  }
  return [...names].sort();
}

function refersTo(schema: Schema): boolean {
  return schema['x-reference'] !== undefined || (schema.anyOf ?? []).some(refersTo);
}

function valuesOf(filter: string, known: Known): { value: string; note: string }[] {
  if (filter === 'type:') {
    const names = [...new Set(known.doc.nodes.map((node) => node.type))].sort();
    return names.map((value) => ({ value, note: known.types.get(value)?.label ?? '' }));
  }
  if (filter === 'state:')
    return [...new Set(known.states?.values() ?? [])].sort().map((value) => ({ value, note: '' }));
  return usedNames(known).map((value) => ({ value, note: '' }));
}

export function completions(query: string, known: Known): Completion[] {
  const from = query.search(/\S*$/);
  const before = query.slice(0, from);
  const last = query.slice(from).toLowerCase();
  const filter = FILTERS.find((name) => name.endsWith(':') && last.startsWith(name));
  if (filter) {
    const begun = last.slice(filter.length).replace(/^"/, '');
    return valuesOf(filter, known)
      .filter(({ value, note }) => `${value} ${note}`.toLowerCase().includes(begun) && value.toLowerCase() !== begun)
      .slice(0, MOST)
      .map(({ value, note }) => ({ query: `${before}${filter}${quoted(value)} `, label: `${filter}${value}`, note }));
  }
  const offered = FILTERS.filter((name) => name !== 'state:' || known.states !== null);
  return offered
    .filter((name) => name.startsWith(last) && name !== last && !query.includes(name))
    .map((name) => ({ query: `${before}${name}${name.endsWith(':') ? '' : ' '}`, label: name, note: '' }));
}
