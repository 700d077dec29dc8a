import { describe, expect, test } from 'vitest';
import {
  connectedTo,
  cyclePath,
  downstreamOfAll,
  findCycle,
  illegalSources,
  illegalTargets,
  topologicalOrder,
  upstreamOfAll,
  walk,
} from './graph';
import { having, job } from './testing';

const sorted = (ids: Iterable<string>) => [...ids].sort().join('');

describe('the circle that an edge would close', () => {
  test('is the shortest way back', () => {
    const doc = job('abcd', 'a->b', 'b->c', 'c->d', 'a->c', 'a->d', 'b->d');
    expect(cyclePath(doc, 'd', 'a')).toEqual(['a', 'd']);
    expect(cyclePath(doc, 'c', 'a')).toEqual(['a', 'c']);
    expect(cyclePath(doc, 'a', 'a')).toEqual(['a']);
  });
  test('is empty where it closes none', () => {
    expect(cyclePath(job('abc', 'a->b'), 'a', 'c')).toEqual([]);
  });
});

describe('what hangs together', () => {
  const doc = job('abcde', 'a->b', 'b->c', 'd->c');
  test('is found in both directions, with the nodes themselves', () => {
    expect(sorted(connectedTo(doc, ['a']))).toBe('abcd');
    expect(sorted(connectedTo(doc, ['e']))).toBe('e');
  });
  test('upstream and downstream of several', () => {
    expect(sorted(upstreamOfAll(doc, ['c', 'e']))).toBe('abcde');
    expect(sorted(downstreamOfAll(doc, ['b', 'd']))).toBe('bcd');
  });
});

describe('ends that may not be', () => {
  const doc = job('abcd', 'a->b', 'b->c', 'a->c');
  test('each have their reason', () => {
    expect(Object.fromEntries(illegalTargets(doc, 'b'))).toEqual({ a: 'cycle', b: 'self', c: 'twice' });
    expect(Object.fromEntries(illegalSources(doc, 'b'))).toEqual({ a: 'twice', b: 'self', c: 'cycle' });
  });
  test('do not count the edge that is taken away', () => {
    expect(Object.fromEntries(illegalTargets(doc, 'b', 'b->c'))).toEqual({ a: 'cycle', b: 'self' });
  });
});

describe('walking', () => {
  const at = (x: number, y: number) => ({ position: { x, y } });
  // a over b and c, d under c; e stands alone far right.
  const doc = having(job('abcde', 'a->b', 'a->c', 'c->d'), {
    a: at(100, 0),
    b: at(0, 96),
    c: at(224, 96),
    d: at(224, 192),
    e: at(600, 96),
  });
  test('up and down follow the edges', () => {
    expect(walk(doc, 'd', 'up')).toBe('c');
    expect(walk(doc, 'a', 'down')).toBe('b');
  });
  test('left and right go to siblings', () => {
    expect(walk(doc, 'b', 'right')).toBe('c');
    expect(walk(doc, 'c', 'left')).toBe('b');
    expect(walk(doc, 'a', 'right')).toBe('e');
    const shared = having(job('abc', 'a->c', 'b->c'), { b: at(224, 0) });
    expect(walk(shared, 'a', 'right')).toBe('b');
  });
  test('without a neighbour to the nearest node that way', () => {
    expect(walk(doc, 'e', 'up')).toBe('a');
    expect(walk(doc, 'c', 'right')).toBe('e');
    expect(walk(doc, 'a', 'up')).toBeNull();
  });
  test('passes nodes that are not shown, and edges into nothing', () => {
    expect(walk(doc, 'b', 'right', (id) => id !== 'c')).toBe('a');
    expect(walk(job('a', 'a->x'), 'a', 'down')).toBeNull();
    expect(walk(doc, 'x', 'down')).toBeNull();
  });
  test('nodes without a place stand at the corner', () => {
    const bare = having(job('ab', 'a->b'), { a: { position: null }, b: { position: null } });
    expect(walk(bare, 'a', 'down')).toBe('b');
  });
});

describe('the order', () => {
  test('has every node after the ones before it', () => {
    expect(topologicalOrder(job('abcd', 'd->a', 'a->c', 'b->c'))).toEqual(['b', 'd', 'a', 'c']);
  });
  test('survives circles, dangling edges and edges of a node to itself', () => {
    expect(topologicalOrder(job('abcd', 'a->b', 'b->a', 'b->c', 'x->d', 'd->y', 'c->c'))).toEqual(['d', 'a', 'b', 'c']);
  });
  test('releases a node of a circle once', () => {
    expect(topologicalOrder(job('abc', 'a->b', 'b->c', 'c->a', 'c->b'))).toEqual(['a', 'b', 'c']);
  });
});

describe('a circle', () => {
  test('is found and named from its first node on', () => {
    expect(findCycle(job('abcd', 'a->b', 'b->c', 'c->d', 'd->b'))).toEqual(['b', 'c', 'd', 'b']);
  });
  test('is none with edges to itself or into nothing', () => {
    expect(findCycle(job('abc', 'a->a', 'a->x', 'x->a', 'a->b', 'a->c', 'b->c'))).toBeNull();
  });
});
