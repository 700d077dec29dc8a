/** What the properties of a node refer to: connections, scripts and jobs, by the hints of its type's schema. */

import type { Schema } from './catalog';

export interface Reference {
  /** Below the properties: `connection`, `targets[1].connection`. */
  readonly field: string;
  readonly kind: string;
  readonly name: string;
}

const NO_MODELS: Readonly<Record<string, Schema>> = {};

/** Every reference that is set, templates included. */
export function references(schema: Schema, value: unknown): Reference[] {
  return found(schema, value, schema.$defs ?? NO_MODELS, '');
}

/** A schema with what it points to. */
export function resolved(schema: Schema, models: Readonly<Record<string, Schema>>): Schema {
  if (!schema.$ref) return schema;
  const { $ref, ...hints } = schema;
  return { ...models[$ref.slice($ref.lastIndexOf('/') + 1)], ...hints };
}

function found(raw: Schema, value: unknown, models: Readonly<Record<string, Schema>>, place: string): Reference[] {
  // Where nothing is set nothing is referred to; this also ends schemas that hold themselves.
  if (value === undefined || value === null) return [];
  const schema = resolved(raw, models);
  const kind = schema['x-reference'];
  if (kind && typeof value === 'string') return value ? [{ field: place, kind, name: value }] : [];
  const out = [...(schema.anyOf ?? []), ...(schema.allOf ?? [])].flatMap((option) =>
    found(option, value, models, place),
  );
  if (Array.isArray(value)) {
    const items = schema.items;
    if (items)
      for (const [index, item] of value.entries()) out.push(...found(items, item, models, `${place}[${index}]`));
  } else if (typeof value === 'object') {
    for (const [name, field] of Object.entries(schema.properties ?? {})) {
      const inner = (value as Readonly<Record<string, unknown>>)[name];
      out.push(...found(field, inner, models, place ? `${place}.${name}` : name));
    }
  }
  return out;
}
