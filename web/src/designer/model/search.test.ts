import { describe, expect, test } from 'vitest';
import { fillParameter } from '../../lib/definition';
import { parseQuery } from './query';
import { search } from './search';
import { edge, group, having, job, largeJob } from './testing';

const doc = {
  ...having(job('abcd', edge('a->b', { condition: '#{rows > 10}', description: 'only when full' })), {
    a: { name: 'load orders', properties: { connection: 'DWH', sql: 'select *\nfrom orders -- all of them\nwhere 1' } },
    b: { name: 'orders', type: 'sql', description: 'cleans' },
    c: { name: 'my orders', type: 'sql', properties: { source: 'dwh_raw' } },
  }),
  description: 'the night run',
  groups: [group('g1', { name: 'Staging' })],
  notes: [{ id: 'c1', text: '# Rows\nmore', position: { x: 0, y: 0 }, width: 240, height: 120 }],
  params: [fillParameter({ name: 'day', value: 'rows' }), fillParameter({ name: 's', value: 'rows', masked: true })],
};
const sql = {
  name: 'sql',
  label: 'Database query',
  properties_schema: { properties: { source: { 'x-reference': 'connection' } } },
};
const found = (text: string, context = {}) =>
  search(doc, text, context).map((hit) => `${hit.kind}:${hit.id}:${hit.field}`);

describe('searching', () => {
  test('finds the best name first', () => {
    expect(found('orders')).toEqual(['node:b:name', 'node:a:name', 'node:c:name', 'node:a:properties.sql']);
    expect(found('sql')).toEqual(['node:b:type', 'node:c:type']);
  });
  test('finds every kind of part', () => {
    expect(found('rows')).toEqual(['edge:a->b:condition', 'note:c1:text', 'param:day:value']);
    expect(found('staging')).toEqual(['group:g1:name']);
    expect(found('night')).toEqual(['job::description']);
    expect(found('full')).toEqual(['edge:a->b:description']);
  });
  test('wants every word in one object', () => {
    expect(found('load where')).toEqual(['node:a:name', 'node:a:properties.sql']);
    expect(found('load cleans')).toEqual([]);
    expect(found('"load orders"')).toEqual(['node:a:name']);
    expect(found('  ')).toEqual([]);
  });
  test('shows the line with what was found', () => {
    const hit = search(doc, 'all them').find(({ field }) => field === 'properties.sql');
    expect(hit?.excerpt).toBe('from orders -- all of them');
    expect(hit?.ranges.map(([begin, end]) => hit.excerpt.slice(begin, end))).toEqual(['all', 'them']);
  });
  test('shortens long lines, and joins what overlaps', () => {
    const long = having(job('a'), { a: { description: `${'x'.repeat(200)} needle ${'y'.repeat(200)}` } });
    const [hit] = search(long, 'need edle');
    expect(hit?.excerpt.startsWith('…')).toBe(true);
    expect(hit?.excerpt.endsWith('…')).toBe(true);
    expect(hit?.ranges).toHaveLength(1);
  });
});

describe('filters', () => {
  const types = new Map([['sql', sql]]);
  test('by type, by its name or label', () => {
    expect(found('type:sql')).toEqual(['node:b:name', 'node:c:name']);
    expect(found('type:database', { types })).toEqual(['node:b:name', 'node:c:name']);
    expect(found('type:"database q" my', { types })).toEqual(['node:c:name']);
  });
  test('by state, connection and problems', () => {
    expect(
      found('state:fail', {
        states: new Map([
          ['a', 'failed'],
          ['b', 'success'],
        ]),
      }),
    ).toEqual(['node:a:name']);
    expect(found('state:fail')).toEqual([]);
    expect(found('uses:dwh', { types })).toEqual(['node:a:name', 'node:c:name']);
    expect(found('uses:dwh')).toEqual(['node:a:name']);
    expect(found('invalid', { invalid: new Set(['d']) })).toEqual(['node:d:name']);
    expect(found('INVALID')).toEqual([]);
  });
  test('that have no value yet do not count', () => {
    expect(parseQuery('type: Word uses:""')).toEqual({
      words: ['word'],
      type: null,
      state: null,
      uses: null,
      invalid: false,
    });
  });
});

test('two thousand nodes are searched quickly', () => {
  const large = largeJob(2000);
  search(large, 'warm');
  const began = performance.now();
  expect(search(large, 'select 19').length).toBeGreaterThan(100);
  expect(performance.now() - began).toBeLessThan(5000);
});
