/** Reads a JSON Schema of properties into fields that can be drawn. Knows no node type by name. */

import type { JsonSchema } from '../api/types';

export type FieldKind =
  | 'text'
  | 'code'
  | 'reference'
  | 'choice'
  | 'number'
  | 'boolean'
  | 'key_values'
  | 'list'
  | 'rows'
  | 'secret'
  | 'json';

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly raw: unknown;
}

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  readonly label: string;
  readonly help: string;
  readonly required: boolean;
  readonly el: boolean;
  readonly multiline: boolean;
  readonly language: string;
  readonly reference: string;
  readonly connectionTypes: readonly string[];
  readonly choices: readonly Choice[];
  readonly showWhen: Readonly<Record<string, readonly unknown[]>>;
  readonly section: string;
  readonly order: number;
  readonly fallback: unknown;
  readonly nullable: boolean;
  readonly whole: boolean;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  /** The fields of one row, for lists of objects. */
  readonly row: readonly Field[];
}

function resolve(schema: JsonSchema, defs: Record<string, JsonSchema>): JsonSchema {
  if (schema.$ref) {
    const target = defs[schema.$ref.replace('#/$defs/', '')] ?? {};
    const { $ref: _ref, ...own } = schema;
    return resolve({ ...target, ...own }, defs);
  }
  if (schema.allOf?.length === 1 && schema.allOf[0]) {
    const { allOf: _all, ...own } = schema;
    return resolve({ ...schema.allOf[0], ...own }, defs);
  }
  const variants = (schema.anyOf ?? schema.oneOf)?.filter((part) => part.type !== 'null');
  if (variants?.length === 1 && variants[0]) {
    const { anyOf: _any, oneOf: _one, ...own } = schema;
    return resolve({ ...variants[0], ...own }, defs);
  }
  return schema;
}

function isNullable(schema: JsonSchema): boolean {
  return (schema.anyOf ?? schema.oneOf ?? []).some((part) => part.type === 'null') || schema.default === null;
}

function typesOf(schema: JsonSchema): string[] {
  const variants = schema.anyOf ?? schema.oneOf ?? [];
  return [schema.type ?? [], ...variants.map((part) => part.type ?? [])].flat();
}

const BY_HINT: Readonly<Record<string, FieldKind>> = {
  text: 'text',
  code: 'code',
  reference: 'reference',
  choice: 'choice',
  number: 'number',
  boolean: 'boolean',
  key_values: 'key_values',
  secret: 'secret',
};

function kindOf(schema: JsonSchema, item: JsonSchema): FieldKind {
  const hint = schema['x-kind'] ?? '';
  const types = typesOf(schema);
  if (types.includes('array')) return item.type === 'object' || item.properties ? 'rows' : 'list';
  const hinted = BY_HINT[hint];
  if (hinted) return hinted;
  if (schema.enum) return 'choice';
  if (types.includes('boolean')) return 'boolean';
  if (types.includes('string')) return 'text';
  if (types.includes('number') || types.includes('integer')) return 'number';
  if (types.includes('object')) return schema.additionalProperties === false ? 'json' : 'key_values';
  return 'json';
}

function words(name: string): string {
  const text = name.replaceAll('_', ' ');
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function fieldOf(
  name: string,
  raw: JsonSchema,
  required: boolean,
  index: number,
  defs: Record<string, JsonSchema>,
): Field {
  const schema = resolve(raw, defs);
  const item = schema.items ? resolve(schema.items, defs) : {};
  const labels = schema['x-labels'] ?? {};
  return {
    name,
    kind: kindOf(schema, item),
    label: schema.title ?? words(name),
    help: schema.description ?? '',
    required,
    el: schema['x-el'] === true,
    multiline: schema['x-multiline'] === true,
    language: schema['x-language'] ?? '',
    reference: schema['x-reference'] ?? '',
    connectionTypes: schema['x-connection-types'] ?? [],
    choices: (schema.enum ?? []).map((value) => ({
      value: String(value),
      label: labels[String(value)] ?? words(String(value)),
      raw: value,
    })),
    showWhen: (schema['x-show-when'] as Record<string, unknown[]> | undefined) ?? {},
    section: schema['x-section'] ?? 'main',
    order: schema['x-order'] ?? index,
    fallback: schema.default,
    nullable: isNullable(raw),
    whole: typesOf(schema).includes('integer'),
    minimum: schema.minimum,
    maximum: schema.maximum,
    row: item.properties ? fieldsOf({ ...item, $defs: defs }) : [],
  };
}

export function fieldsOf(schema: JsonSchema): Field[] {
  const defs = schema.$defs ?? {};
  const required = new Set(schema.required ?? []);
  const fields = Object.entries(schema.properties ?? {}).map(([name, raw], index) =>
    fieldOf(name, raw, required.has(name), index, defs),
  );
  return fields.sort((a, b) => a.order - b.order);
}

/** Whether the `show when` rule of a field holds: every named field has one of the named values. */
export function isShown(field: Field, values: Readonly<Record<string, unknown>>, all: readonly Field[]): boolean {
  return Object.entries(field.showWhen).every(([name, wanted]) => {
    const fallback = all.find((other) => other.name === name)?.fallback;
    const value = values[name] ?? fallback;
    return wanted.some((one) => one === value);
  });
}

const EL = /#\{|\$\{/;

export function hasEl(value: unknown): boolean {
  return typeof value === 'string' && EL.test(value);
}

/** Kinds whose value may be an expression even where the field is no text: its value is known at run time only. */
const ANY_TEXT: readonly FieldKind[] = ['number', 'choice', 'boolean', 'reference'];

/** Whether the toggle for expressions stands at the field. */
export function takesEl(field: Field): boolean {
  return ANY_TEXT.includes(field.kind) || (field.kind === 'text' && field.el);
}

/** The default as people read it; empty when there is none to show. */
export function fallbackText(field: Field): string {
  const { fallback } = field;
  if (fallback === undefined || fallback === null || fallback === '') return '';
  const choice = field.choices.find((one) => one.raw === fallback);
  if (choice) return choice.label;
  return typeof fallback === 'object' ? '' : String(fallback);
}

/** The text of an expression back as a plain value of the field; undefined when it is none. */
export function plainValue(field: Field, text: string): unknown {
  if (hasEl(text) || text.trim() === '') return undefined;
  if (field.kind === 'number') return Number.isFinite(Number(text)) ? Number(text) : undefined;
  if (field.kind === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined;
  if (field.kind === 'choice') return field.choices.find((one) => one.value === text)?.raw;
  return text;
}
