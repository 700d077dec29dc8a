import { expect, test } from 'vitest';
import { fillDefinition } from '../../lib/definition';
import { completions } from './completions';
import { searchStore } from './searchStore';

const doc = fillDefinition({
  nodes: [
    { id: 'a', name: 'a', type: 'sql', properties: { connection: 'flights db', sql: 'connection' } },
    { id: 'b', name: 'b', type: 'shell', properties: { connection: 'not a reference' } },
    { id: 'c', name: 'c', type: 'sql', properties: { connection: '${where}' } },
  ] as never,
});
const types = new Map([
  [
    'sql',
    {
      name: 'sql',
      label: 'SQL',
      properties_schema: { properties: { connection: { anyOf: [{ 'x-reference': 'connection' }] }, sql: {} } },
    },
  ],
  ['shell', { name: 'shell', label: 'Shell', properties_schema: {} }],
]);
const ask = (query: string, states: ReadonlyMap<string, string> | null = null) =>
  completions(query, { doc, types, states }).map((one) => one.query);

test('filters are offered, of states only where there are some', () => {
  expect(ask('')).toEqual(['type:', 'uses:', 'invalid ']);
  expect(ask('', new Map([['a', 'failed']]))).toContain('state:');
  expect(ask('delay in')).toEqual(['delay invalid ']);
  expect(ask('invalid in')).toEqual([]);
  expect(ask('delay')).toEqual([]);
});

test('the values of a filter are those of the job', () => {
  expect(ask('type:')).toEqual(['type:shell ', 'type:sql ']);
  expect(ask('word type:S')).toEqual(['word type:shell ', 'word type:sql ']);
  expect(ask('type:sql')).toEqual([]);
  expect(ask('uses:')).toEqual(['uses:"flights db" ']);
  expect(
    ask(
      'state:',
      new Map([
        ['a', 'failed'],
        ['b', 'failed'],
      ]),
    ),
  ).toEqual(['state:failed ']);
});

test('nodes are marked as long as the search is open', () => {
  expect(searchStore.markOf('a')).toBeNull();
  searchStore.open();
  searchStore.show(new Set(['a', 'b']), 'b');
  expect(['a', 'b', 'c'].map((id) => searchStore.markOf(id))).toEqual(['met', 'current', 'other']);
  searchStore.close();
  expect([searchStore.isOpen(), searchStore.markOf('c')]).toEqual([false, null]);
});
