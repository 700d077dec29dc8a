/** Quick fixes of single nodes: names, ids, missing properties. */

import type { JobDefinition } from '../../lib/definition';
import type { KnownTypes, Schema } from './catalog';
import { type Change, setField } from './changes';
import { nodeById } from './document';
import { change, type Fix } from './fix';
import { FreeIds, FreeNames } from './naming';
import { mendedName } from './nodeChecks';
import type { LocalProblem } from './problem';
import { resolved } from './references';

const OF_NAMES = new Set(['duplicate_node_name', 'empty_node_name', 'invalid_node_name']);

/** Renames to a name that is free and allowed. */
export function nameFix(doc: JobDefinition, problem: LocalProblem): Fix | null {
  const node = nodeById(doc, problem.node_id ?? '');
  if (!OF_NAMES.has(problem.code) || !node) return null;
  const free = (now: JobDefinition) => {
    const others = now.nodes.filter((other) => other.id !== node.id).map((other) => other.name);
    return new FreeNames(others).take(mendedName(node.name) || mendedName(node.type) || 'node');
  };
  const name = free(doc);
  return change(
    'rename',
    { name },
    (now) => [setField('nodes', node.id, ['name'], nodeById(now, node.id)?.name, free(now))],
    node.name,
  );
}

const LISTS = {
  duplicate_node_id: 'nodes',
  duplicate_group_id: 'groups',
  duplicate_note_id: 'notes',
} as const;

/** Gives all but the first a new id. Edges and members stay with the first. */
export function idFix(_doc: JobDefinition, problem: LocalProblem): Fix | null {
  const list = LISTS[problem.code as keyof typeof LISTS];
  if (!list) return null;
  const changes = (now: JobDefinition): Change[] => {
    const free = new FreeIds(now, list);
    const seen = new Set<string>();
    return now[list].flatMap((item, index): Change[] => {
      const first = !seen.has(item.id);
      seen.add(item.id);
      if (first) return [];
      return [
        { kind: 'remove', list, index, item },
        { kind: 'insert', list, index, item: { ...item, id: free.take() } },
      ];
    });
  };
  return change('new_ids', {}, changes, '');
}

/** The value that a missing property can only have: its default, or the one choice there is. */
function onlyValue(schema: Schema): unknown {
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  return schema.enum?.length === 1 ? schema.enum[0] : undefined;
}

export function propertyFix(doc: JobDefinition, problem: LocalProblem, types: KnownTypes): Fix | null {
  const node = nodeById(doc, problem.node_id ?? '');
  const property = /^properties\.([^.[]+)$/.exec(problem.field ?? '')?.[1];
  if (problem.code !== 'invalid_property' || !node || !property || Object.hasOwn(node.properties, property))
    return null;
  const schema = types.get(node.type)?.properties_schema;
  const field = schema?.properties?.[property];
  const value = field && onlyValue(resolved(field, schema.$defs ?? {}));
  if (value === undefined) return null;
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  return change(
    'set_property',
    { field: field?.title ?? property, value: shown },
    () => [setField('nodes', node.id, ['properties', property], undefined, value)],
    node.name,
  );
}
