import { expect, test } from 'vitest';
import { fieldsOf, hasEl, isShown } from './schema';

const schema = {
  type: 'object',
  required: ['statement'],
  $defs: {
    Mode: { enum: ['append', 'replace'], title: 'Mode' },
    Rule: { type: 'object', properties: { column: { type: 'string' } } },
  },
  properties: {
    statement: { type: 'string', 'x-kind': 'code', 'x-language': 'sql', 'x-order': 2 },
    mode: { $ref: '#/$defs/Mode', default: 'append', 'x-order': 1 },
    limit: { anyOf: [{ type: 'integer' }, { type: 'null' }], default: null, 'x-show-when': { mode: ['append'] } },
    rules: { type: 'array', items: { $ref: '#/$defs/Rule' } },
    names: { type: 'array', items: { type: 'string' } },
    variables: { type: 'object', additionalProperties: { type: 'string' } },
  },
};

test('kinds come from the hint, else from the type', () => {
  const kinds = Object.fromEntries(fieldsOf(schema).map((field) => [field.name, field.kind]));
  expect(kinds).toEqual({
    statement: 'code',
    mode: 'choice',
    limit: 'number',
    rules: 'rows',
    names: 'list',
    variables: 'key_values',
  });
});

test('references into $defs and optional types are followed', () => {
  const fields = fieldsOf(schema);
  expect(fields.find((field) => field.name === 'mode')?.choices.map((c) => c.value)).toEqual(['append', 'replace']);
  expect(fields.find((field) => field.name === 'limit')?.nullable).toBe(true);
  expect(fields.find((field) => field.name === 'rules')?.row.map((field) => field.name)).toEqual(['column']);
});

test('a field is shown when the field it depends on has, by default or by choice, a named value', () => {
  const fields = fieldsOf(schema);
  const limit = fields.find((field) => field.name === 'limit');
  expect(limit && isShown(limit, {}, fields)).toBe(true);
  expect(limit && isShown(limit, { mode: 'replace' }, fields)).toBe(false);
});

test('text with an expression or a parameter is known', () => {
  expect(hasEl('#{1 + 1}')).toBe(true);
  expect(hasEl('day=${day}')).toBe(true);
  expect(hasEl('plain')).toBe(false);
});
