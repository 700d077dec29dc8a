import { describe, expect, test } from 'vitest';
import { fillParameter, type JobDefinition } from '../../lib/definition';
import { difference } from './difference';
import { mergeThree, type Side } from './merge';
import { edge, group, having, job, keys } from './testing';

const note = (id: string, text = '# Title\nmore') => ({ id, text, position: { x: 0, y: 0 }, width: 240, height: 120 });

describe('the difference of two documents', () => {
  test('names what was added, removed and changed, field by field', () => {
    const a = having(job('abc', 'a->b', 'b->c', 'x->c'), { a: { properties: { sql: 'x', deep: { k: 1 } } } });
    const b: JobDefinition = {
      ...having(job('abd', edge('a->b', { condition: '#{1}' })), {
        a: { properties: { sql: 'y', deep: { k: 2 } }, position: { x: 9, y: 9 } },
        b: { position: { x: 5, y: 5 } },
      }),
      priority: 2,
      notes: [note('c1')],
      groups: [group('g1')],
      params: [fillParameter({ name: 'p' })],
    };
    const seen = difference(a, b).map((d) => [d.kind, d.part, d.name, d.fields.map((f) => f.path).join()]);
    expect(seen).toEqual([
      ['changed', 'node', 'a', 'properties.sql,properties.deep.k,position'],
      ['moved', 'node', 'b', 'position'],
      ['removed', 'node', 'c', ''],
      ['added', 'node', 'd', ''],
      ['changed', 'edge', 'a → b', 'condition'],
      ['removed', 'edge', 'b → c', ''],
      ['removed', 'edge', 'x → c', ''],
      ['added', 'group', 'g1', ''],
      ['added', 'note', '# Title', ''],
      ['added', 'param', 'p', ''],
      ['changed', 'job', '', 'priority'],
    ]);
  });
  test('of equal documents is nothing, also where the order differs', () => {
    const doc = job('ab', 'a->b');
    expect(difference(doc, job('ab', 'a->b'))).toEqual([]);
    expect(difference(doc, { ...doc, nodes: [...doc.nodes].reverse() })).toEqual([]);
  });
  test('takes the first of two with one id', () => {
    const doc = job('a');
    expect(difference(doc, { ...doc, nodes: [...doc.nodes, ...having(doc, { a: { queue: 'q' } }).nodes] })).toEqual([]);
  });
});

describe('joining what two people did', () => {
  const base = having(job('abc', 'a->b', 'b->c'), { a: { properties: { sql: 'x', n: 1 } } });
  const paths = (mine: JobDefinition, theirs: JobDefinition) =>
    mergeThree(base, mine, theirs).conflicts.map((c) => c.key);

  test('takes both where they touched different things', () => {
    const mine = having(base, { a: { properties: { sql: 'mine', n: 1 } } });
    const theirs = {
      ...having(base, { a: { properties: { sql: 'x', n: 2 }, queue: 'q' }, b: { name: 'new' } }),
      priority: 2,
    };
    const { doc, conflicts } = mergeThree(base, mine, theirs);
    expect(conflicts).toEqual([]);
    expect(doc.nodes[0]).toMatchObject({ properties: { sql: 'mine', n: 2 }, queue: 'q' });
    expect(doc.nodes[1]?.name).toBe('new');
    expect(doc.priority).toBe(2);
  });
  test('asks where both changed one field', () => {
    const mine = having(base, { a: { properties: { sql: 'mine', n: 1 } } });
    const theirs = having(base, { a: { properties: { sql: 'theirs', n: 1 } } });
    const { doc, conflicts } = mergeThree(base, mine, theirs);
    expect(conflicts).toEqual([
      {
        key: 'node:a:properties.sql',
        part: 'node',
        id: 'a',
        name: 'a',
        path: 'properties.sql',
        base: 'x',
        mine: 'mine',
        theirs: 'theirs',
      },
    ]);
    expect(doc.nodes[0]?.properties.sql).toBe('mine');
    const choice = new Map<string, Side>([['node:a:properties.sql', 'theirs']]);
    expect(mergeThree(base, mine, theirs, choice).doc.nodes[0]?.properties.sql).toBe('theirs');
    expect(mergeThree(base, mine, theirs, undefined, 'theirs').doc.nodes[0]?.properties.sql).toBe('theirs');
  });
  test('takes away what they took away from what I left', () => {
    const theirs = having(base, { a: { properties: { sql: 'x' } } });
    expect(mergeThree(base, base, theirs).doc.nodes[0]?.properties).toEqual({ sql: 'x' });
  });
  test('removing and changing one node is a conflict; edges into nothing go', () => {
    const mine = { ...base, nodes: base.nodes.slice(0, 2), edges: base.edges.slice(0, 1) };
    const theirs = having(base, { c: { queue: 'q' } });
    expect(paths(mine, theirs)).toEqual(['node:c:']);
    expect(keys(mergeThree(base, mine, theirs).doc)).toEqual(['a->b']);
    expect(mergeThree(base, theirs, mine).doc.nodes).toHaveLength(3);
    const gone = mergeThree(base, theirs, mine, undefined, 'theirs').doc;
    expect(gone.nodes).toHaveLength(2);
    const tied = { ...mine, nodes: mine.nodes };
    const drawn = { ...base, edges: [...base.edges, edge('a->c')] };
    expect(keys(mergeThree(base, tied, drawn).doc)).toEqual(['a->b']);
  });
  test('two new things under one id stay two', () => {
    const add = (name: string): JobDefinition => {
      const node = having(job('n'), { n: { id: 'n4', name, group: 'g1' } }).nodes;
      return {
        ...base,
        nodes: [...base.nodes, ...node],
        edges: [...base.edges, edge('a->n4')],
        groups: [group('g1', { name })],
      };
    };
    const { doc, conflicts } = mergeThree(base, add('mine'), add('theirs'));
    expect(conflicts).toEqual([]);
    expect(doc.nodes.map((node) => [node.id, node.name, node.group]).slice(3)).toEqual([
      ['n9', 'mine', 'g3'],
      ['n4', 'theirs', 'g1'],
    ]);
    expect(keys(doc)).toEqual(['a->b', 'b->c', 'a->n9', 'a->n4']);
  });
  test('groups that went leave their nodes', () => {
    const old = { ...having(job('a'), { a: { group: 'g1' } }), groups: [group('g1', { parent: 'g2' }), group('g2')] };
    const mine = { ...having(old, { a: { queue: 'q' } }), notes: [note('c1')] };
    const theirs = { ...having(old, { a: { group: null } }), groups: [group('g1', { parent: null })] };
    expect(mergeThree(old, mine, theirs).doc.groups).toEqual([group('g1')]);
    const regrouped = { ...old, groups: [group('g1', { parent: 'g2', name: 'x' }), group('g2')] };
    const without = { ...old, groups: [group('g1', { parent: 'g2' })] };
    expect(mergeThree(old, regrouped, without).doc.groups).toEqual([group('g1', { name: 'x' })]);
    const lone = { ...old, groups: [] };
    expect(mergeThree(old, mine, lone).doc.nodes[0]?.group).toBeNull();
  });
  test('both adding the same parameter differently is a conflict of its fields', () => {
    const mine = { ...base, params: [fillParameter({ name: 'p', value: '1' })] };
    const theirs = { ...base, params: [fillParameter({ name: 'p', value: '2' })] };
    expect(paths(mine, theirs)).toEqual(['param:p:value']);
    const shaped = (retry: unknown) => ({ ...base, schedule: retry }) as unknown as JobDefinition;
    expect(mergeThree(base, shaped({ zone: 'a' }), shaped({ zone: 'b' })).conflicts.map((c) => c.path)).toEqual([
      'schedule.zone',
    ]);
  });
});
