import { describe, expect, test } from 'vitest';
import { fillDefinition, fillNode } from '../../lib/definition';
import { connectRefusal, downstreamOf, freeId, freeName, freePartId, upstreamOf } from './document';
import { group, job } from './testing';

describe('connecting', () => {
  test('an edge that would close a cycle is refused', () => {
    expect(connectRefusal(job('abc', 'a->b', 'b->c'), 'c', 'a')).toBe('cycle');
  });
  test('a node cannot be connected to itself, nor twice to the same node', () => {
    expect(connectRefusal(job('abc', 'a->b'), 'a', 'a')).toBe('self');
    expect(connectRefusal(job('abc', 'a->b'), 'a', 'b')).toBe('twice');
  });
  test('a second way to the same node is no cycle', () => {
    expect(connectRefusal(job('abc', 'a->b', 'b->c'), 'a', 'c')).toBeNull();
  });
  test('upstream and downstream leave the node itself out', () => {
    const doc = job('abc', 'a->b', 'b->c');
    expect([...upstreamOf(doc, 'c')].sort()).toEqual(['a', 'b']);
    expect([...downstreamOf(doc, 'a')].sort()).toEqual(['b', 'c']);
  });
});

test('a free name counts on from the stem', () => {
  const doc = fillDefinition({ nodes: ['sql', 'sql_2'].map((name) => fillNode({ id: name, name, type: 'sql' })) });
  expect(freeName(doc, 'sql')).toBe('sql_3');
});

test('free ids are those of nothing', () => {
  const doc = { ...job('ab'), groups: [group('g2')] };
  expect(freeId({ ...doc, nodes: doc.nodes.map((node) => ({ ...node, id: 'n3' })) })).toBe('n4');
  expect(freeId(doc, new Set(['n4']))).toBe('n5');
  expect(freeId(doc)).toBe('n3');
  expect(freePartId(doc, 'groups')).toBe('g3');
  expect(freePartId(doc, 'notes')).toBe('c1');
});
