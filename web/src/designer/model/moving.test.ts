import { describe, expect, test } from 'vitest';
import type { JobDefinition } from '../../lib/definition';
import { remove } from './commands';
import { type Alignment, align, distribute, moveBy, nudge } from './moving';
import { newNote, resizeNote } from './notes';
import { group, having, job, ran } from './testing';

/** a at 0, 0; b at 300, 96; c at 90, 300; a note at 0, 600; c alone in the group g2 in g1. */
function drawing(): JobDefinition {
  const doc = having(job('abc'), {
    a: { position: { x: 0, y: 0 } },
    b: { position: { x: 300, y: 96 } },
    c: { position: { x: 90, y: 300 }, group: 'g2' },
  });
  const note = { id: 'c1', text: 'see', position: { x: 0, y: 600 }, width: 240, height: 120 };
  return { ...doc, groups: [group('g1'), group('g2', { parent: 'g1' }), group('empty')], notes: [note] };
}

const places = (doc: JobDefinition) =>
  [...doc.nodes, ...doc.notes].map(({ position }) => `${position?.x},${position?.y}`).join(' ');

describe('moving', () => {
  test('takes nodes, groups with all in them, and notes along, each once', () => {
    const doc = drawing();
    const parts = { nodes: ['a', 'a', 'c', 'x'], groups: ['g1', 'g2', 'empty', 'x'], notes: ['c1', 'x'] };
    expect(places(ran(doc, moveBy(doc, parts, 10, 20)))).toBe('10,20 300,96 100,320 10,620');
    expect(moveBy(doc, parts, 10, 20).object).toBe('g1, a');
    expect(moveBy(doc, parts, 0, 0).changes).toEqual([]);
  });
  test('by the keys goes along the grid; repetitions join', () => {
    const doc = drawing();
    const command = nudge(doc, { notes: ['c1'] }, 2, -1);
    expect(places(ran(doc, command))).toContain('32,584');
    expect(command.key).toBe(nudge(doc, { notes: ['c1'] }, 1, 1).key);
    expect(command.key).not.toBe(nudge(doc, { nodes: ['c1'] }, 1, 1).key);
    expect(nudge(doc, { groups: ['g1'] }, 1, 0).key).toContain('g1');
  });
  test('a node without a place begins at the corner', () => {
    const doc = having(job('a'), { a: { position: null } });
    expect(places(ran(doc, nudge(doc, { nodes: ['a'] }, 1, 1)))).toBe('16,16');
  });
  test('groups that lie in one another do not hang it', () => {
    const doc = { ...drawing(), groups: [group('g2', { parent: 'g1' }), group('g1', { parent: 'g2' })] };
    expect(moveBy(doc, { groups: ['x'] }, 1, 1).changes).toEqual([]);
    expect(moveBy(doc, { groups: ['g2'] }, 1, 1).object).toBe('');
  });
});

describe('aligning', () => {
  const doc = drawing();
  const parts = { nodes: ['a', 'b'], groups: ['g2'] };
  const cases: [Alignment, string][] = [
    ['left', '0,0 0,96 12,300 0,600'],
    ['right', '300,0 300,96 288,300 0,600'],
    ['top', '0,0 300,0 90,44 0,600'],
    ['bottom', '0,312 300,312 90,300 0,600'],
    ['centre', '150,0 150,96 150,300 0,600'],
    ['middle', '0,156 300,156 90,172 0,600'],
    ['grid', '0,0 304,96 92,300 0,600'],
  ];
  for (const [to, expected] of cases)
    test(`to ${to}`, () => expect(places(ran(doc, align(doc, parts, to)))).toBe(expected));
  test('nothing does nothing', () => expect(align(doc, {}, 'left').changes).toEqual([]));
});

describe('distributing', () => {
  test('makes the gaps equal, the outer two stay', () => {
    const doc = having(job('abc'), { b: { position: { x: 40, y: 50 } }, c: { position: { x: 600, y: 400 } } });
    expect(places(ran(doc, distribute(doc, { nodes: ['c', 'b', 'a'] }, 'h')))).toBe('0,0 300,50 600,400');
    expect(places(ran(doc, distribute(doc, { nodes: ['a', 'b', 'c'] }, 'v')))).toBe('0,0 40,200 600,400');
  });
  test('of two does nothing', () => {
    expect(distribute(job('ab'), { nodes: ['a', 'b'] }, 'h').changes).toEqual([]);
    expect(distribute(job('ab'), {}, 'h').changes).toEqual([]);
  });
});

describe('notes', () => {
  test('are added, resized within bounds, and removed', () => {
    const doc = drawing();
    const added = newNote(doc, { x: 5, y: 6 }, 'hello');
    const next = ran(doc, added);
    expect(next.notes[1]).toMatchObject({ id: added.id, text: 'hello', width: 240 });
    expect(newNote(doc, { x: 0, y: 0 }).changes[0]).toMatchObject({ item: { text: '' } });
    const small = ran(next, resizeNote(next, added.id, { x: 1, y: 2, width: 3, height: 9000 }));
    expect(small.notes[1]).toMatchObject({ position: { x: 1, y: 2 }, width: 40, height: 4000 });
    expect(ran(small, remove(small, { notes: ['c1'] })).notes).toHaveLength(1);
    expect(resizeNote(doc, 'x', { x: 0, y: 0, width: 50, height: 50 }).changes).toEqual([]);
  });
});
