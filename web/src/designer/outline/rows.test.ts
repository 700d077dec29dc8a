import { expect, test } from 'vitest';
import { fillDefinition, fillNode, type JobDefinition } from '../../lib/definition';
import { newEdge } from '../model/commands';
import { groupsAround, outlineRows, stepsOf } from './rows';

function job(
  nodes: Record<string, string | null>,
  edges: string[],
  groups: Record<string, string | null> = {},
): JobDefinition {
  return fillDefinition({
    nodes: Object.entries(nodes).map(([id, group]) => fillNode({ id, name: id, type: 'dummy', group })),
    edges: edges.map((edge) => newEdge(edge.slice(0, 1), edge.slice(1))),
    groups: Object.entries(groups).map(([id, parent]) => ({ id, name: id, parent, collapsed: false })),
  });
}

const lines = (doc: JobDefinition, folded: string[] = []) =>
  outlineRows(doc, new Set(folded)).map(
    (row) => `${'  '.repeat(row.level - 1)}${row.kind === 'group' ? '+' : ''}${row.id}`,
  );

test('nodes follow in the order in which they run', () => {
  expect(lines(job({ c: null, b: null, a: null }, ['ab', 'bc']))).toEqual(['a', 'b', 'c']);
});

test('a group stands where its first node runs, and its content below it', () => {
  const doc = job({ d: null, c: 'g', b: 'h', a: null }, ['ab', 'bc', 'cd'], { g: null, h: 'g' });
  expect(lines(doc)).toEqual(['a', '+g', '  +h', '    b', '  c', 'd']);
  expect(lines(doc, ['h'])).toEqual(['a', '+g', '  +h', '  c', 'd']);
  expect(lines(doc, ['g'])).toEqual(['a', '+g', 'd']);
  expect(groupsAround(doc, 'b').sort()).toEqual(['g', 'h']);
  expect(groupsAround(doc, 'a')).toEqual([]);
});

test('an empty group comes last, an unknown one counts for nothing', () => {
  expect(lines(job({ a: 'gone', b: null }, [], { e: null }))).toEqual(['a', 'b', '+e']);
});

test('steps are those of the longest way, also around a circle', () => {
  expect(Object.fromEntries(stepsOf(job({ a: null, b: null, c: null }, ['ab', 'bc', 'ac'])))).toEqual({
    a: 1,
    b: 2,
    c: 3,
  });
  const circle = stepsOf(job({ a: null, b: null }, ['ab', 'ba']));
  expect([...circle.values()].sort()).toEqual([1, 2]);
});
