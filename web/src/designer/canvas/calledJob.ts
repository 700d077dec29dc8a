/** Which job a node calls: the first reference to a job among the properties of its type. */

import type { NodeType } from '../../api/types';
import type { JobNode } from '../../lib/definition';

const fields = new WeakMap<NodeType, string | null>();

function fieldOf(type: NodeType): string | null {
  const known = fields.get(type);
  if (known !== undefined) return known;
  const properties = (type.properties_schema as { properties?: Record<string, unknown> }).properties ?? {};
  const found = Object.entries(properties).find(
    ([, schema]) => typeof schema === 'object' && schema !== null && Reflect.get(schema, 'x-reference') === 'job',
  );
  const field = found?.[0] ?? null;
  fields.set(type, field);
  return field;
}

/** The name of the job, or null where the type calls none or none is chosen. */
export function calledJob(node: JobNode, type: NodeType | undefined): string | null {
  const field = type && fieldOf(type);
  const value = field ? node.properties[field] : null;
  return typeof value === 'string' && value !== '' ? value : null;
}
