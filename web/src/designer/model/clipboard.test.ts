import { describe, expect, test } from 'vitest';
import { fillParameter, type JobDefinition } from '../../lib/definition';
import { MARK, readClip } from './clip';
import { copyText, cut, duplicate, type Pasted, paste } from './clipboard';
import { edge, group, having, job, keys, largeJob, ran } from './testing';

const types = new Map([
  [
    'shell',
    {
      name: 'shell',
      label: 'Shell',
      properties_schema: {
        properties: { connection: { 'x-reference': 'connection' }, other: { 'x-reference': 'job' } },
      },
    },
  ],
]);

/** a -> b under a condition, b in g1, c alone in g2 in g1; a note. */
function source(): JobDefinition {
  const doc = having(job('abc', edge('a->b', { condition: '#{Job.getNodeStatus("a") == "x" and day > 1}' }), 'b->c'), {
    a: { properties: { connection: 'dwh', other: 'j', script: 'echo ${day} ${secret}' } },
    b: { group: 'g1', properties: { sql: "#{Job.getNodeOutput('a')}" } },
    c: { group: 'g2' },
  });
  const params = [
    fillParameter({ name: 'day', value: '1' }),
    fillParameter({ name: 'secret', value: 'hidden', masked: true }),
    fillParameter({ name: 'unused', value: '2' }),
  ];
  const notes = [{ id: 'c1', text: 'note', position: { x: 200, y: 0 }, width: 240, height: 120 }];
  return { ...doc, params, notes, groups: [group('g1'), group('g2', { parent: 'g1' })] };
}

const done = (doc: JobDefinition, text: string, at: { x: number; y: number } | null = null): Pasted => {
  const result = paste(doc, text, at);
  if (typeof result === 'string') throw new Error(result);
  return result;
};

describe('copying', () => {
  test('carries edges, conditions, whole groups, notes, the parameters used and names of connections', () => {
    const clip = JSON.parse(copyText(source(), { nodes: ['a', 'b', 'c'], notes: ['c1'] }, types));
    expect(clip.edges).toHaveLength(2);
    expect(clip.groups.map((part: { id: string }) => part.id)).toEqual(['g1', 'g2']);
    expect(clip.notes).toHaveLength(1);
    expect(clip.params.map((param: { name: string; value: string }) => [param.name, param.value])).toEqual([
      ['day', '1'],
      ['secret', ''],
    ]);
    expect(clip.connections).toEqual(['dwh']);
  });
  test('of a group takes all that lies in it; of a part of it not the group', () => {
    const clip = JSON.parse(copyText(source(), { groups: ['g1'] }));
    expect(clip.nodes.map((node: { id: string }) => node.id)).toEqual(['b', 'c']);
    expect(JSON.parse(copyText(source(), ['b'])).groups).toEqual([]);
    expect(JSON.parse(copyText({ ...source(), groups: [group('empty')] }, ['b'], new Map())).groups).toEqual([]);
  });
  test('cutting also takes away', () => {
    const { text, command } = cut(source(), { nodes: ['a'] });
    expect(command.name).toBe('cut');
    expect(ran(source(), command).nodes).toHaveLength(2);
    expect(readClip(text)).toMatchObject({ nodes: [{ name: 'a' }] });
  });
});

describe('pasting', () => {
  const text = copyText(source(), { nodes: ['a', 'b', 'c'], notes: ['c1'] }, types);
  test('into the same job gives free names and ids, and expressions that ask for the new nodes', () => {
    const result = done(source(), text);
    const doc = ran(source(), result.command);
    expect(doc.nodes.slice(3).map((node) => [node.id, node.name, node.group])).toEqual([
      ['n4', 'a_2', null],
      ['n5', 'b_2', 'g3'],
      ['n6', 'c_2', 'g4'],
    ]);
    expect(keys(doc).slice(2)).toEqual(['n4->n5', 'n5->n6']);
    expect(doc.edges[2]?.condition).toContain('getNodeStatus("a_2")');
    expect(doc.nodes[4]?.properties.sql).toBe("#{Job.getNodeOutput('a_2')}");
    expect(doc.groups[3]).toMatchObject({ id: 'g4', parent: 'g3' });
    expect(doc.params).toHaveLength(3);
    expect(result.selection).toMatchObject({ nodes: ['n4', 'n5', 'n6'], notes: ['c2'] });
  });
  test('into another job adds the parameters it lacks; masked ones come without value', () => {
    const result = done(job(''), text);
    const doc = ran(job(''), result.command);
    expect(result.params).toEqual(['day', 'secret']);
    expect(doc.params[1]).toMatchObject({ name: 'secret', masked: true, value: '' });
    expect(result.connections).toEqual(['dwh']);
  });
  test('at a place keeps the places to one another, on the grid', () => {
    const doc = ran(job(''), done(job(''), text, { x: 1003, y: 1003 }).command);
    const [a, b] = doc.nodes.map((node) => node.position);
    expect(a && a.x % 16).toBe(0);
    expect((b?.y ?? 0) - (a?.y ?? 0)).toBe(96);
  });
  test('twice does not put one onto the other', () => {
    const first = ran(source(), done(source(), text).command);
    const second = ran(first, done(first, text).command);
    expect(second.nodes[6]?.position).toEqual({ x: 64, y: 64 });
  });
  test('a note alone', () => {
    const doc = ran(source(), done(source(), copyText(source(), { notes: ['c1'] })).command);
    expect(doc.notes[1]?.position).toEqual({ x: 232, y: 32 });
  });
  test('two nodes of one name (an import) get two names; expressions mean the first', () => {
    const twins = having(job('ab'), { b: { name: 'a', properties: { x: '#{Job.getNodeStatus("a")}' } } });
    const nodes = ran(job('a'), done(job('a'), copyText(twins, ['a', 'b'])).command).nodes.slice(1);
    expect(nodes.map((node) => node.name)).toEqual(['a_2', 'a_3']);
    expect(nodes[1]?.properties.x).toContain('"a_2"');
  });
});

describe('duplicating', () => {
  test('keeps the nodes in their group', () => {
    const command = duplicate(source(), { nodes: ['b'] })?.command;
    expect(command && ran(source(), command).nodes[3]).toMatchObject({ name: 'b_2', group: 'g1' });
  });
  test('of nothing is nothing', () => expect(duplicate(source(), {})).toBeNull());
});

describe('a hostile text', () => {
  const clip = (parts: object) => JSON.stringify({ [MARK]: 1, ...parts });
  const node = (more: object = {}) => ({ id: 'a', name: 'a', type: 'shell', ...more });
  const refused: [string, string, string][] = [
    ['other text', 'select 1', 'no_clip'],
    ['broken JSON', `{"${MARK}": `, 'no_clip'],
    ['JSON without the mark', `{"x": "${MARK}"}`, 'no_clip'],
    ['a list', `[{"${MARK}": 1}]`, 'no_clip'],
    ['nothing to paste', clip({ nodes: [] }), 'no_clip'],
    ['too much text', clip({ nodes: [node({ description: 'x'.repeat(10_000_001) })] }), 'too_large'],
    ['too many nodes', clip({ nodes: Array.from({ length: 5001 }, () => node()) }), 'too_large'],
    ['nodes that are no list', clip({ nodes: { a: 1 } }), 'damaged'],
    ['a node that is no object', clip({ nodes: [node(), 3] }), 'damaged'],
    ['a node without an id', clip({ nodes: [{ name: 'a', type: 'x' }] }), 'damaged'],
    ['a node without a type', clip({ nodes: [node({ type: 7 })] }), 'damaged'],
    ['an endless id', clip({ nodes: [node({ id: 'x'.repeat(300) })] }), 'damaged'],
    ['an id twice', clip({ nodes: [node(), node()] }), 'damaged'],
    ['an edge without ends', clip({ nodes: [node()], edges: [{}] }), 'damaged'],
    ['a bottomless nest', `{"${MARK}":1,"nodes":${'['.repeat(500)}${']'.repeat(500)}}`, 'damaged'],
    [
      'a circle',
      clip({
        nodes: [node(), node({ id: 'b' })],
        edges: [
          { source: 'a', target: 'b' },
          { source: 'b', target: 'a' },
        ],
      }),
      'cycle',
    ],
  ];
  for (const [name, text, reason] of refused)
    test(`with ${name} pastes nothing`, () => expect(paste(job('a'), text)).toBe(reason));

  test('with wrong fields pastes the defaults', () => {
    const text = clip({
      nodes: [
        node({
          name: 4,
          properties: ['x'],
          position: { x: 'NaN', y: 1e300 },
          retry: { times: 99, codes: [[1, 2], [1], 'x', [1, 'y']], on_timeout: 'yes' },
          timeout_minutes: -1,
          fail_policy: 'EXPLODE',
          memory_limit_mb: 64,
          nice: 7,
          group: 'nowhere',
          pinned: 1,
          later: { kept: [true] },
        }),
        node({ id: 'b', retry: 3, position: { x: 1, y: 'z' } }),
      ],
      edges: [
        { source: 'a', target: 'b', condition: 5, on_false: 'x' },
        { source: 'a', target: 'b' },
        { source: 'a', target: 'a' },
        { source: 'a', target: 'z' },
        { source: 'z', target: 'a' },
      ],
      groups: [{ id: 'g', name: 3, parent: 9, collapsed: true }],
      notes: [{ id: 'c', width: 1, text: 'x', position: 4 }],
      params: [
        { name: 'bad name' },
        { name: 'p', kind: 'constant', value: 'v' },
        { name: 'm', masked: true, value: 'v' },
      ],
      connections: ['dwh', 5],
    });
    const read = readClip(text);
    if (typeof read === 'string') throw new Error(read);
    expect(read.nodes[0]).toMatchObject({
      name: 'shell',
      properties: {},
      position: null,
      retry: { times: 0, interval_seconds: 120, on_timeout: false, codes: [[1, 2]] },
      timeout_minutes: 60,
      fail_policy: 'FAIL',
      memory_limit_mb: 64,
      nice: 7,
      pinned: false,
      later: { kept: [true] },
    });
    expect(read.nodes[1]?.retry.times).toBe(0);
    expect(read.edges).toEqual([{ source: 'a', target: 'b', condition: null, on_false: 'skip_all', description: '' }]);
    expect(read.notes[0]).toMatchObject({ width: 240, position: { x: 0, y: 0 } });
    expect(read.params.map(({ name, value }) => [name, value])).toEqual([
      ['p', 'v'],
      ['m', ''],
    ]);
    expect(read.connections).toEqual(['dwh']);
    expect(ran(job('a'), done(job('a'), text).command).nodes[1]?.group).toBeNull();
  });
  test('reaches no prototype', () => {
    const text = `{"${MARK}":1,"nodes":[{"id":"a","type":"x","__proto__":{"evil":1},"properties":{"__proto__":{"evil":1},"constructor":1}}]}`;
    const read = readClip(text);
    if (typeof read === 'string') throw new Error(read);
    expect(Object.keys(read.nodes[0]?.properties ?? {})).toEqual(['constructor']);
    expect(({} as { evil?: number }).evil).toBeUndefined();
  });
});

test('two thousand nodes are copied and pasted at once', () => {
  const doc = largeJob(2000);
  const ids = doc.nodes.map((node) => node.id);
  const began = performance.now();
  expect(done(doc, copyText(doc, ids)).selection.nodes).toHaveLength(2000);
  expect(performance.now() - began).toBeLessThan(10_000);
});
