/** The texts of a document, and what expressions in them name. */

import type { JobDefinition } from '../../lib/definition';

export interface Text {
  /** null: a parameter's. */
  readonly nodeId: string | null;
  /** As the server's problems name it: `properties.args[2]`, `edges[0].condition`, `params.day`. */
  readonly field: string;
  readonly text: string;
}

/** Every text in a value, with the path that leads to it. */
export function textsIn(value: unknown, field: string): { readonly field: string; readonly text: string }[] {
  if (typeof value === 'string') return [{ field, text: value }];
  if (Array.isArray(value)) return value.flatMap((inner: unknown, index) => textsIn(inner, `${field}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, `${field}.${key}`));
}

/** The value with each of its texts replaced; the same object where none changes. */
export function mapTexts(value: unknown, change: (text: string, field: string) => string, field = ''): unknown {
  if (typeof value === 'string') return change(value, field);
  if (typeof value !== 'object' || value === null) return value;
  let changed = false;
  const mapped = (inner: unknown, place: string) => {
    const next = mapTexts(inner, change, place);
    if (next !== inner) changed = true;
    return next;
  };
  const next: unknown = Array.isArray(value)
    ? value.map((inner: unknown, index) => mapped(inner, `${field}[${index}]`))
    : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapped(inner, `${field}.${key}`)]));
  return changed ? next : value;
}

/** Every text that may hold expressions. */
export function templatesOf(doc: JobDefinition): Text[] {
  return [
    ...doc.params.map((param) => ({ nodeId: null, field: `params.${param.name}`, text: param.value })),
    ...doc.nodes.flatMap((node) =>
      textsIn(node.properties, 'properties').map((found) => ({ nodeId: node.id, ...found })),
    ),
    ...doc.edges.flatMap((edge, index) =>
      edge.condition ? [{ nodeId: edge.target, field: `edges[${index}].condition`, text: edge.condition }] : [],
    ),
  ];
}

/** Methods whose first argument is the name of a node (R150). */
const NODE_NAMES = /(\b(?:getNodeStatus|getNodeOutput|getRunningData|getInsertJobId)\s*\(\s*)("[^"\\]*"|'[^'\\]*')/g;

/** The names of nodes that the expressions of a text ask for. */
export function nodesNamed(text: string): string[] {
  if (!text.includes('#{')) return [];
  return [...text.matchAll(NODE_NAMES)].map(([, , quoted = '']) => quoted.slice(1, -1));
}

/** The text with the names of nodes replaced in what its expressions ask for. */
export function withNodesRenamed(text: string, names: ReadonlyMap<string, string>): string {
  if (!text.includes('#{')) return text;
  return text.replace(NODE_NAMES, (whole, before: string, quoted: string) => {
    const name = names.get(quoted.slice(1, -1));
    return name === undefined ? whole : `${before}${quoted[0]}${name}${quoted[0]}`;
  });
}

const REFERENCE = /\$\{([A-Za-z0-9._-]+)\}/g;
const EXPRESSION = /#\{[^}]*\}/g;
const WORD = /[A-Za-z_][A-Za-z0-9._-]*/g;

/** The parameters that a text uses as `${name}`. */
export function paramsReferred(text: string): string[] {
  return [...text.matchAll(REFERENCE)].map(([, name = '']) => name);
}

/** Words of a text that may be parameters: `${name}`, and every word of its expressions. */
export function paramsPossible(text: string): string[] {
  const words = (text.match(EXPRESSION) ?? []).flatMap((expression) => expression.match(WORD) ?? []);
  return [...paramsReferred(text), ...words];
}
