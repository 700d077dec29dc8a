import { describe, expect, test } from 'vitest';
import { fillNode } from '../../lib/definition';
import { edge, having, job, keys, ran } from './testing';
import {
  disconnect,
  insertOnEdge,
  insertRefusal,
  reconnect,
  reconnectRefusal,
  removeAndReconnect,
  wireManyToOne,
  wireOneToMany,
  wireSeries,
} from './wiring';

const told = { condition: '#{1 > 0}', on_false: 'skip_next', description: 'why' } as const;

describe('inserting into an edge', () => {
  const doc = job('abcd', 'a->d', edge('a->b', told), 'b->c');
  test('a new node splits it; the first half keeps the condition', () => {
    const next = ran(doc, insertOnEdge(doc, 'a->b', fillNode({ id: 'x', name: 'x', type: 'shell' })));
    expect(keys(next)).toEqual(['a->d', 'a->x', 'x->b', 'b->c']);
    expect(next.edges[1]).toMatchObject(told);
    expect(next.edges[2]?.condition).toBeNull();
  });
  test('a node that is there is put between', () => {
    const [, , c, d] = doc.nodes;
    const plain = job('abcd', 'a->b');
    expect(keys(ran(plain, insertOnEdge(plain, 'a->b', c as typeof d & object)))).toEqual(['a->c', 'c->b']);
    expect(insertOnEdge(doc, 'a->b', d as typeof c & object).changes).toEqual([]);
  });
  test('is refused with the reason', () => {
    expect(insertRefusal(doc, 'a->b', 'a')).toBe('self');
    expect(insertRefusal(doc, 'a->b', 'b')).toBe('self');
    expect(insertRefusal(doc, 'a->b', 'd')).toBe('twice');
    expect(insertRefusal(doc, 'a->b', 'c')).toBe('cycle');
    expect(insertRefusal(doc, 'x->y', 'c')).toBe('self');
  });
  test('into an edge that is gone only adds the node', () => {
    const next = ran(doc, insertOnEdge(doc, 'x->y', fillNode({ id: 'x', name: 'x', type: 'shell' })));
    expect(keys(next)).toEqual(keys(doc));
    expect(next.nodes).toHaveLength(5);
  });
});

describe('removing with reconnection', () => {
  test('leads each node before to each node after, and keeps the condition of the edge that led in', () => {
    const doc = job('abcde', edge('a->c', told), 'b->c', 'c->d', 'c->e', 'b->e');
    const next = ran(doc, removeAndReconnect(doc, ['c']));
    expect(keys(next)).toEqual(['b->e', 'a->d', 'a->e', 'b->d']);
    expect(next.edges[1]).toMatchObject(told);
  });
  test('goes through several removed nodes, and drops what leads nowhere', () => {
    const doc = job('abcd', 'a->b', 'b->c', 'c->d', 'b->x', 'y->b');
    expect(keys(ran(doc, removeAndReconnect(doc, ['b', 'c'])))).toEqual(['a->d']);
  });
  test('makes no edge of a node to itself from a circle', () => {
    const doc = job('ab', 'a->b', 'b->a');
    expect(keys(ran(doc, removeAndReconnect(doc, ['b'])))).toEqual([]);
  });
});

describe('reconnecting', () => {
  const doc = job('abcd', 'a->d', edge('a->b', told), 'b->c');
  test('either end keeps what the edge says and its place', () => {
    const next = ran(doc, reconnect(doc, 'a->b', 'target', 'c'));
    expect(next.edges[1]).toEqual(edge('a->c', told));
    expect(ran(doc, reconnect(doc, 'a->b', 'source', 'd')).edges[1]).toEqual(edge('d->b', told));
  });
  test('is refused as connecting is, without the edge itself', () => {
    expect(reconnectRefusal(doc, 'a->b', 'target', 'd')).toBe('twice');
    expect(reconnectRefusal(doc, 'a->b', 'target', 'a')).toBe('self');
    expect(reconnectRefusal(doc, 'a->b', 'source', 'c')).toBe('cycle');
    expect(reconnectRefusal(doc, 'a->b', 'target', 'b')).toBeNull();
    expect(reconnectRefusal(doc, 'b->c', 'target', 'd')).toBeNull();
    expect(reconnectRefusal(doc, 'x->y', 'target', 'd')).toBeNull();
    expect(reconnect(doc, 'a->b', 'target', 'd').changes).toEqual([]);
    expect(reconnect(doc, 'a->b', 'target', 'b').changes).toEqual([]);
    expect(reconnect(doc, 'x->y', 'target', 'b')).toMatchObject({ object: '', changes: [] });
  });
});

describe('wiring many', () => {
  test('in a series, as they stand on the canvas', () => {
    const doc = having(job('abc'), {
      a: { position: { x: 0, y: 500 } },
      b: { position: { x: 90, y: 96 } },
      c: { position: { x: 0, y: 96 } },
    });
    expect(keys(ran(doc, wireSeries(doc, ['a', 'b', 'c', 'x'])))).toEqual(['c->b', 'b->a']);
  });
  test('one to many and many to one', () => {
    const doc = job('abc', 'a->b');
    expect(keys(ran(doc, wireOneToMany(doc, 'a', ['a', 'b', 'c', 'c'])))).toEqual(['a->b', 'a->c']);
    expect(keys(ran(doc, wireManyToOne(doc, ['a', 'b'], 'c')))).toEqual(['a->b', 'a->c', 'b->c']);
  });
  test('leaves out what would close a circle', () => {
    const doc = job('abc', 'c->a');
    expect(keys(ran(doc, wireSeries(doc, ['a', 'b', 'c'])))).toEqual(['c->a', 'a->b']);
  });
});

test('disconnecting removes all edges of the nodes', () => {
  const doc = job('abcd', 'a->b', 'b->c', 'c->d');
  expect(keys(ran(doc, disconnect(doc, ['b', 'x'])))).toEqual(['c->d']);
});
