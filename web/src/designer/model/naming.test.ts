import { expect, test } from 'vitest';
import { FreeIds, FreeNames } from './naming';
import { having, job } from './testing';

test('names are counted on from their stem', () => {
  const names = new FreeNames(['sql', 'sql_2', 'sql_4']);
  expect(['sql', 'sql', 'sql_4', 'new', 'new'].map((wish) => names.take(wish))).toEqual([
    'sql_3',
    'sql_5',
    'sql_6',
    'new',
    'new_2',
  ]);
});

test('ids pass those that are taken', () => {
  const doc = having(job('ab'), { a: { id: 'n3' } });
  const ids = new FreeIds(doc, 'nodes');
  expect([ids.take(), ids.take()]).toEqual(['n4', 'n5']);
});
