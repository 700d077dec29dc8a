import { describe, expect, test } from 'vitest';
import type { JobDefinition } from '../../lib/definition';
import { changeGroup, remove } from './commands';
import { cardOfNode, groupFrames, visiblePicture } from './frames';
import { chainOf, contentOf, groupOfNode, groupsWithin, nodesWithin, parentOfGroup } from './grouping';
import { groupSelection, mayLieIn, putInGroup, setCollapsed, ungroup } from './groups';
import { edge, group, having, job, ran } from './testing';

/** a, b in g1; c in g2 in g1; d in none. */
function grouped(): JobDefinition {
  const doc = having(job('abcd', 'a->b', 'b->c', 'a->c', edge('c->d', { condition: '#{x}' })), {
    a: { group: 'g1' },
    b: { group: 'g1' },
    c: { group: 'g2' },
  });
  return { ...doc, groups: [group('g1'), group('g2', { parent: 'g1' })] };
}

const tree = (doc: JobDefinition) => [
  ...doc.groups.map(({ id, parent }) => `${id}<${parent}`),
  ...doc.nodes.map(({ id, group: within }) => `${id}<${within}`),
];

describe('what lies in what', () => {
  test('is known both ways', () => {
    const doc = grouped();
    expect(chainOf(doc, 'g2')).toEqual(['g2', 'g1']);
    expect(groupsWithin(doc, 'g1')).toEqual(['g1', 'g2']);
    expect(nodesWithin(doc, 'g1')).toEqual(['a', 'b', 'c']);
    expect(contentOf(doc, 'none').nodes).toEqual([]);
  });
  test('unknown groups and circles of groups count as none', () => {
    const doc = {
      ...having(job('ab'), { a: { group: 'x' }, b: { group: 'g1' } }),
      groups: [group('g1', { parent: 'g2' }), group('g2', { parent: 'g1' }), group('g3', { parent: 'x' })],
    };
    expect(groupOfNode(doc, 'a')).toBeNull();
    expect(groupOfNode(doc, 'x')).toBeNull();
    expect(parentOfGroup(doc, 'g3')).toBeNull();
    expect(parentOfGroup(doc, 'x')).toBeNull();
    expect(chainOf(doc, 'g1').length + chainOf(doc, 'g2').length).toBe(3);
    expect(groupFrames(doc).size).toBe(2);
  });
});

describe('grouping', () => {
  test('a selection makes a group', () => {
    const command = groupSelection(job('abc'), { nodes: ['a', 'b', 'x'] }, 'load');
    expect(tree(ran(job('abc'), command))).toEqual(['g1<null', 'a<g1', 'b<g1', 'c<null']);
    expect(command.object).toBe('load');
  });
  test('within one group it makes a group in it', () => {
    const doc = grouped();
    const next = ran(doc, groupSelection(doc, { nodes: ['a', 'b'] }, 'inner'));
    expect(tree(next)).toContain('g3<g1');
    expect(tree(next)).toContain('a<g3');
  });
  test('of whole groups puts them in, and leaves what lies in them', () => {
    const doc = grouped();
    const next = ran(doc, groupSelection(doc, { groups: ['g1', 'g2', 'x'], nodes: ['a', 'd'] }, 'outer'));
    expect(tree(next)).toEqual(['g1<g3', 'g2<g1', 'g3<null', 'a<g1', 'b<g1', 'c<g2', 'd<g3']);
  });
  test('takes away groups that lose their last member', () => {
    const doc = grouped();
    const next = ran(doc, groupSelection(doc, { nodes: ['c', 'd'] }, 'new'));
    expect(tree(next)).toEqual(['g1<null', 'g3<null', 'a<g1', 'b<g1', 'c<g3', 'd<g3']);
  });
  test('of nothing does nothing', () => {
    expect(groupSelection(job('a'), {}, 'x').changes).toEqual([]);
  });
});

describe('dissolving', () => {
  test('leaves the members to the group around', () => {
    const doc = grouped();
    expect(tree(ran(doc, ungroup(doc, ['g2'])))).toEqual(['g1<null', 'a<g1', 'b<g1', 'c<g1', 'd<null']);
    expect(tree(ran(doc, ungroup(doc, ['g1'])))).toEqual(['g2<null', 'a<null', 'b<null', 'c<g2', 'd<null']);
    expect(tree(ran(doc, ungroup(doc, ['g1', 'g2', 'x'])))).toEqual(['a<null', 'b<null', 'c<null', 'd<null']);
  });
});

describe('putting into a group', () => {
  test('and out of all', () => {
    const doc = grouped();
    expect(tree(ran(doc, putInGroup(doc, { nodes: ['d', 'a'] }, 'g2')))).toContain('d<g2');
    const out = ran(doc, putInGroup(doc, { nodes: ['c'] }, null));
    expect(tree(out)).toEqual(['g1<null', 'a<g1', 'b<g1', 'c<null', 'd<null']);
  });
  test('a group never goes into itself', () => {
    const doc = grouped();
    expect(mayLieIn(doc, 'g1', 'g2')).toBe(false);
    expect(mayLieIn(doc, 'g2', 'g1')).toBe(true);
    expect(putInGroup(doc, { groups: ['g1'] }, 'g2').changes).toEqual([]);
    expect(putInGroup(doc, { nodes: ['d'] }, 'x').changes).toEqual([]);
    expect(tree(ran(doc, putInGroup(doc, { groups: ['g2'] }, null)))).toContain('g2<null');
  });
  test('the group that takes all from the groups in it stays', () => {
    const doc = { ...having(job('a'), { a: { group: 'g2' } }), groups: [group('g1'), group('g2', { parent: 'g1' })] };
    expect(tree(ran(doc, putInGroup(doc, { nodes: ['a'] }, 'g1')))).toEqual(['g1<null', 'a<g1']);
  });
});

describe('removing', () => {
  test('the last member takes the group along, and the groups around it', () => {
    const doc = grouped();
    expect(tree(ran(doc, remove(doc, { nodes: ['c'] })))).toEqual(['g1<null', 'a<g1', 'b<g1', 'd<null']);
    expect(tree(ran(doc, remove(doc, { nodes: ['a', 'b', 'c'] })))).toEqual(['d<null']);
  });
  test('a group goes with all that lies in it', () => {
    const doc = grouped();
    const next = ran(doc, remove(doc, { groups: ['g1'] }));
    expect(tree(next)).toEqual(['d<null']);
    expect(next.edges).toEqual([]);
    expect(tree(ran(doc, remove(doc, { groups: ['g2'] })))).toEqual(['g1<null', 'a<g1', 'b<g1', 'd<null']);
  });
  test('a group that was empty before stays', () => {
    const doc = { ...job('ab'), groups: [group('g1')] };
    expect(tree(ran(doc, remove(doc, { nodes: ['a'] })))).toEqual(['g1<null', 'b<null']);
  });
});

test('a group is renamed; one that is not there is left alone', () => {
  const doc = grouped();
  expect(ran(doc, changeGroup(doc, 'g1', { name: 'x' })).groups[0]?.name).toBe('x');
  expect(changeGroup(doc, 'x', { name: 'x' })).toMatchObject({ object: 'x', changes: [] });
});

describe('frames', () => {
  test('lie around their members, with room for the header', () => {
    const doc = grouped();
    expect(groupFrames(doc).get('g2')).toEqual({ x: -12, y: 192 - 44, width: 204, height: 44 + 56 });
    expect(groupFrames(doc).get('g1')).toEqual({ x: -24, y: -44, width: 228, height: 192 - 44 + 100 + 44 + 12 });
  });
  test('there is none around nothing', () => {
    expect(groupFrames({ ...job('a'), groups: [group('g1')] }).size).toBe(0);
    expect(visiblePicture({ ...job('a'), groups: [group('g1')] }).frames).toEqual([]);
  });
});

describe('collapsed groups', () => {
  const folded = (...ids: string[]) => {
    const doc = grouped();
    return ran(doc, setCollapsed(doc, [...ids, 'x'], true));
  };
  test('stand as one card and hide what lies in them', () => {
    const picture = visiblePicture(folded('g1'));
    expect(picture.nodes.map((node) => node.id)).toEqual(['d']);
    expect(picture.frames).toEqual([]);
    expect(picture.cards.map((card) => [card.group.id, card.members.join(), card.rect.width])).toEqual([
      ['g1', 'a,b,c', 180],
    ]);
    expect(picture.edges.map(({ key, edges }) => [key, edges.length])).toEqual([['group/g1->d', 1]]);
  });
  test('edges to hidden nodes end at the outermost one, several as one', () => {
    const picture = visiblePicture(folded('g2'));
    expect(picture.frames.map((frame) => [frame.group.id, frame.depth])).toEqual([['g1', 0]]);
    expect(picture.cards.map((card) => card.depth)).toEqual([1]);
    expect(picture.edges.map((drawn) => drawn.key)).toEqual(['a->b', 'b->group/g2', 'a->group/g2', 'group/g2->d']);
    expect(cardOfNode(folded('g1', 'g2'), 'c')).toBe('g1');
    const twice = { ...folded('g1'), edges: [edge('a->d'), edge('b->d'), edge('a->b'), edge('a->y')] };
    expect(visiblePicture(twice).edges.map(({ edges }) => edges.length)).toEqual([2]);
  });
  test('folding what is folded is no step', () => {
    expect(setCollapsed(folded('g1'), ['g1'], true).changes).toEqual([]);
  });
  test('open groups are drawn from the outside in', () => {
    const doc = grouped();
    const turned = { ...doc, groups: [...doc.groups].reverse() };
    expect(visiblePicture(turned).frames.map((frame) => frame.group.id)).toEqual(['g1', 'g2']);
  });
});
