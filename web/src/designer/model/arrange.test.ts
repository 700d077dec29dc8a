import { describe, expect, test } from 'vitest';
import type { JobDefinition, Position } from '../../lib/definition';
import { type ElkNode, fromGraph, toGraph } from './arrange';
import { edge, group, having, job, largeJob } from './testing';

const down = { direction: 'down' } as const;

/** What an engine would answer that puts everything in one row. */
function row(graph: ElkNode, inner = false): ElkNode {
  const children = graph.children?.map((child, i) => ({ ...row(child, true), x: i * 230 + 3, y: inner ? 40 : 5 }));
  return { ...graph, ...(children && { children }) };
}

const arranged = (doc: JobDefinition, options: Parameters<typeof toGraph>[1] = down) =>
  Object.fromEntries(fromGraph(doc, options, row(toGraph(doc, options))));

/** a, b in g1; c in g2 in g1; d alone. */
const grouped = (collapsed: string): JobDefinition => ({
  ...having(job('abcd', 'a->b', 'b->c', 'c->d', 'a->d', 'x->a'), {
    a: { group: 'g1' },
    b: { group: 'g1' },
    c: { group: 'g2' },
  }),
  groups: [group('g1'), group('g2', { parent: 'g1' }), group('g3')].map((part) =>
    part.id === collapsed ? { ...part, collapsed: true } : part,
  ),
});

describe('the graph', () => {
  test('does not depend on the order of nodes and edges', () => {
    const doc = job('abc', 'a->b', 'a->c');
    const turned = { ...doc, nodes: [...doc.nodes].reverse(), edges: [...doc.edges].reverse() };
    expect(toGraph(turned, down)).toEqual(toGraph(doc, down));
    expect(toGraph(doc, { direction: 'right' }).layoutOptions?.['elk.direction']).toBe('RIGHT');
  });
  test('has groups as nodes with their members', () => {
    const graph = toGraph(grouped(''), down);
    expect(graph.children?.map((child) => child.id)).toEqual(['d', 'group/g1']);
    expect(graph.children?.[1]?.children?.map((child) => child.id)).toEqual(['a', 'b', 'group/g2']);
    expect(graph.edges?.map(({ id }) => id)).toEqual(['a->b', 'a->d', 'b->c', 'c->d']);
  });
  test('has a collapsed group as one node', () => {
    const graph = toGraph(grouped('g1'), down);
    expect(graph.children?.map((child) => child.id)).toEqual(['d', 'group/g1']);
    expect(graph.edges?.map(({ id }) => id)).toEqual(['group/g1->d']);
  });
  test('of a part of a group has its nodes alone', () => {
    const graph = toGraph(grouped(''), { ...down, nodes: ['a', 'c', 'd'] });
    expect(graph.children?.map((child) => child.id)).toEqual(['a', 'd', 'group/g2']);
    expect(toGraph(grouped('g1'), { ...down, nodes: ['a', 'd'] }).edges?.map(({ id }) => id)).toEqual(['a->d']);
  });
  test('of a large job asks for the quicker placement', () => {
    expect(toGraph(largeJob(1001), down).layoutOptions?.['elk.layered.thoroughness']).toBe('1');
  });
});

describe('the places', () => {
  test('are on the grid, around the middle of where the nodes were', () => {
    expect(arranged(job('ab'))).toEqual({ a: { x: -112, y: 48 }, b: { x: 128, y: 48 } });
  });
  test('stay when they are arranged once more', () => {
    const first = arranged(job('abc'));
    const again = having(
      job('abc'),
      Object.fromEntries(Object.entries(first).map(([id, position]) => [id, { position }])),
    );
    expect(arranged(again)).toEqual(first);
  });
  test('what the engine says nothing of stays', () => {
    expect(fromGraph(job('ab'), down, { id: 'root' }).size).toBe(0);
    expect(fromGraph(job('ab'), down, { id: 'root', children: [{ id: 'a' }] }).get('a')).toEqual({ x: 0, y: 0 });
  });
  test('of a selection stay around its middle', () => {
    const doc = having(job('ab'), { a: { position: { x: 1000, y: 1000 } }, b: { position: { x: 1000, y: 1200 } } });
    const places = arranged(doc, { ...down, nodes: ['a', 'b'] });
    expect(places).toEqual({ a: { x: 880, y: 1104 }, b: { x: 1120, y: 1104 } });
  });
  test('in groups count from the corner of the whole', () => {
    const { a, d } = arranged(grouped('')) as Record<string, Position>;
    expect([(a?.x ?? 0) - (d?.x ?? 0), (a?.y ?? 0) - (d?.y ?? 0)]).toEqual([240, 48]);
  });
  test('in a collapsed group move with its card', () => {
    const doc = grouped('g1');
    const places = arranged(doc) as Record<string, Position>;
    expect((places.b?.y ?? 0) - (places.a?.y ?? 0)).toBe(96);
  });
  test('of pinned nodes stay, the others come to them and not onto them', () => {
    const doc = having(job('abc'), { b: { pinned: true, position: { x: 1000, y: 0 } } });
    const places = arranged(doc) as Record<string, Position>;
    expect(places.b).toBeUndefined();
    expect(places.a?.x).toBe(768);
    const crowded = having(job('ab'), { a: { pinned: true, position: { x: 0, y: 0 } }, b: { pinned: false } });
    const other = having(crowded, { a: { position: { x: 230, y: 5 } } });
    const only = { ...down, nodes: ['b'] };
    expect(arranged({ ...other, edges: [edge('a->b')] }, only).b).toEqual({ x: 0, y: 96 });
    const onto = having(job('ab'), { a: { pinned: true, position: { x: 90, y: 100 } } });
    expect(arranged(onto, only).b).toEqual({ x: 272, y: 96 });
    expect(arranged(onto, { direction: 'right', nodes: ['b'] }).b).toEqual({ x: 0, y: 144 });
  });
});
