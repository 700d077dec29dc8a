/** Names, ids, types and properties of nodes, as the server checks them. */

import type { JobDefinition, JobNode } from '../../lib/definition';
import type { KnownTypes } from './catalog';
import { type LocalProblem, problem } from './problem';

const NAME_LENGTH = 128;
const NAME_SIGN = /[\p{L}\p{M}\p{N}_\-. ]/u;
const NAME = /^[\p{L}\p{M}\p{N}_\-. ]*$/u;

function isTooLong(name: string): boolean {
  return name.length > NAME_LENGTH && [...name].length > NAME_LENGTH;
}

export function isNodeName(name: string): boolean {
  return name.trim() !== '' && !isTooLong(name) && NAME.test(name);
}

/** The nearest name that a node may have; empty where nothing of it may stay. */
export function mendedName(name: string): string {
  const signs = [...name].slice(0, NAME_LENGTH).map((sign) => (NAME_SIGN.test(sign) ? sign : '_'));
  const mended = signs.join('').trim();
  return /[^_\-. ]/.test(mended) ? mended : '';
}

function counted(values: Iterable<string>): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1);
  return times;
}

export function checkNames(doc: JobDefinition, types: KnownTypes | null): LocalProblem[] {
  const found: LocalProblem[] = [];
  for (const [id, count] of counted(doc.nodes.map((node) => node.id)))
    if (count > 1) {
      const message = `${count} nodes have the id ${id}. Ids must differ.`;
      found.push(problem('duplicate_node_id', message, { node: id, values: { count, id } }));
    }
  const names = counted(doc.nodes.map((node) => node.name));
  for (const node of doc.nodes) {
    const wrong = nameProblem(node, names.get(node.name) ?? 1);
    if (wrong) found.push(wrong);
    if (types && !types.has(node.type)) {
      const { name, type } = node;
      const message = `Node ${name} has the type ${type}, which is not installed. Choose another type.`;
      found.push(problem('unknown_node_type', message, { node: node.id, field: 'type', values: { name, type } }));
    }
  }
  return found;
}

function nameProblem({ id, name }: JobNode, count: number): LocalProblem | null {
  if (name.trim() === '')
    return problem('empty_node_name', 'A node has no name. Give it one.', { node: id, field: 'name' });
  if (!isNodeName(name)) {
    const message = `Rename ${quoted(name)}: names have at most ${NAME_LENGTH} letters, digits, spaces, _, - and dots.`;
    return problem('invalid_node_name', message, { node: id, field: 'name', values: { name, length: NAME_LENGTH } });
  }
  if (count < 2) return null;
  const message = `${count} nodes are named ${name}. Rename all but one.`;
  return problem('duplicate_node_name', message, { node: id, field: 'name', values: { count, name } });
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** The text between quotes, as the server writes it. */
function quoted(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const signs = text.replace(/[\\\n\r\t]/g, (sign) => ESCAPES[sign] as string);
  return mark + (mark === "'" ? signs.replaceAll("'", "\\'") : signs) + mark;
}

/** Required properties that are missing; whether a value is right only the server says. */
export function checkProperties(doc: JobDefinition, types: KnownTypes): LocalProblem[] {
  return doc.nodes.flatMap((node) => {
    const schema = types.get(node.type)?.properties_schema;
    const missing = (schema?.required ?? []).filter((name) => !Object.hasOwn(node.properties, name));
    return missing.map((name) => {
      const label = schema?.properties?.[name]?.title ?? name;
      const message = `Node ${node.name}, ${label}: Field required.`;
      return problem('invalid_property', message, { node: node.id, field: `properties.${name}` });
    });
  });
}
