// @vitest-environment node
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fillDefinition } from '../../lib/definition';
import { group, job } from './testing';
import { checkDocument, LOCAL_CODES } from './validation';

interface Case {
  readonly name: string;
  readonly definition: object;
  readonly problems: readonly (readonly unknown[])[];
}

/** `tests/domain/test_drawn_jobs.py` holds the server to the same table. */
const table = new URL('../../../../tests/domain/drawn_jobs.json', import.meta.url);
const cases = JSON.parse(readFileSync(table, 'utf8')) as { types: string[]; cases: Case[] };
const types = new Map(cases.types.map((name) => [name, { name, label: name, properties_schema: {} }]));

describe('the problems are those the server finds', () => {
  for (const { name, definition, problems } of cases.cases)
    test(name, () => {
      const found = checkDocument(fillDefinition(definition), types);
      expect(found.map((p) => [p.code, p.message, p.severity, p.node_id, p.field])).toEqual(problems);
      for (const { code } of found) expect(LOCAL_CODES).toContain(code);
    });
});

test('limits of counts and texts', () => {
  const node = job('a').nodes[0];
  if (!node) throw new Error('no node');
  const many = {
    ...job('a'),
    nodes: Array.from({ length: 5001 }, (_, i) => ({ ...node, id: `n${i}`, name: `n${i}` })),
  };
  expect(checkDocument(many, null).map((found) => found.code)).toEqual(['too_many_nodes']);
  const groups = Array.from({ length: 501 }, (_, i) => group(`g${i}`));
  expect(checkDocument({ ...job('a'), groups }, null)[0]?.message).toBe(
    'The job has 501 groups; at most 500 are allowed. Remove some.',
  );
  const long = checkDocument({ ...job('a'), description: 'x'.repeat(20_001) }, null)[0];
  expect(long?.message).toBe(
    'The description of the job has 20,001 characters; at most 20,000 are allowed. Shorten it.',
  );
  expect(checkDocument({ ...job('a'), description: '😀'.repeat(10_001) }, null)).toEqual([]);
});
