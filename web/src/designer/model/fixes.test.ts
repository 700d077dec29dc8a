import { describe, expect, test } from 'vitest';
import { fillParameter, type JobDefinition } from '../../lib/definition';
import { type Fix, fixesFor } from './fixes';
import { nearest } from './similar';
import { edge, group, having, job, keys, ran } from './testing';
import { paramsPossible } from './texts';
import { checkDocument, mergeProblems } from './validation';

const schema = {
  properties: {
    mode: { title: 'Mode', enum: ['only'] },
    count: { default: 3 },
    kind: { const: 'k' },
    free: {},
    model: { $ref: '#/$defs/Model' },
    name: { enum: ['a', 'b'] },
  },
  required: ['mode', 'count', 'kind', 'free', 'model', 'gone'],
  $defs: { Model: { default: 'm' } },
};
const types = new Map([['shell', { name: 'shell', label: 'Shell', properties_schema: schema }]]);

/** The fixes of the first problem of that code. */
function fixes(doc: JobDefinition, code: string): Fix[] {
  const found = checkDocument(doc, types).find((problem) => problem.code === code);
  if (!found) throw new Error(`There is no ${code}.`);
  return fixesFor(doc, found, types);
}

function fixed(doc: JobDefinition, code: string): JobDefinition {
  const command = fixes(doc, code)[0]?.command;
  if (!command) throw new Error(`${code} cannot be fixed.`);
  return ran(doc, command(doc));
}

const names = (doc: JobDefinition) => doc.nodes.map((node) => node.name);
const problem = (code: string, field: string | null = null, node_id: string | null = null) =>
  ({ code, message: '', severity: 'error', node_id, field, column: null }) as const;

describe('names', () => {
  test('become free and allowed', () => {
    expect(names(fixed(having(job('ab'), { b: { name: 'a' } }), 'duplicate_node_name'))).toEqual(['a_2', 'a']);
    expect(names(fixed(having(job('a'), { a: { name: 'load/orders!' } }), 'invalid_node_name'))).toEqual([
      'load_orders_',
    ]);
    expect(names(fixed(having(job('a'), { a: { name: ' ' } }), 'empty_node_name'))).toEqual(['shell']);
    expect(names(fixed(having(job('a'), { a: { name: '!', type: '?' } }), 'invalid_node_name'))).toEqual(['node']);
    expect(names(fixed(having(job('a'), { a: { name: 'ä'.repeat(200) } }), 'invalid_node_name'))[0]).toHaveLength(128);
  });
  test('ids that are there twice are told apart', () => {
    const twice = having(job('ab'), { b: { id: 'a' } });
    expect(fixed(twice, 'duplicate_node_id').nodes.map((node) => node.id)).toEqual(['a', 'n3']);
    expect(fixed({ ...job('a'), groups: [group('g'), group('g')] }, 'duplicate_group_id').groups[1]?.id).toBe('g3');
  });
});

describe('edges', () => {
  test('that are wrong are removed', () => {
    expect(keys(fixed(job('ab', 'a->a', 'a->b'), 'self_edge'))).toEqual(['a->b']);
    expect(keys(fixed(job('ab', 'a->x', 'a->b'), 'unknown_edge_end'))).toEqual(['a->b']);
    const doubled = job('ab', edge('a->b', { condition: '#{x}' }), 'a->b');
    expect(fixed(doubled, 'duplicate_edge').edges).toEqual([edge('a->b', { condition: '#{x}' })]);
  });
  test('that close a circle are named', () => {
    const doc = job('abc', 'a->b', 'b->c', 'c->b');
    expect(fixes(doc, 'cycle')[0]?.values).toEqual({ source: 'c', target: 'b' });
    expect(keys(fixed(doc, 'cycle'))).toEqual(['a->b', 'b->c']);
  });
  test('that moved meanwhile are found, and that are gone are left', () => {
    const fix = fixes(job('ab', 'a->b', 'a->a'), 'self_edge')[0];
    const shorter = job('ab', 'a->a');
    expect(fix?.command && keys(ran(shorter, fix.command(shorter)))).toEqual([]);
    expect(fix?.command?.(job('ab')).changes).toEqual([]);
    expect(fixesFor(job('ab'), problem('cycle'), null)).toHaveLength(1);
    expect(fixesFor(job('ab'), problem('self_edge', 'edges[4]'), null)).toHaveLength(1);
    expect(fixesFor(job('ab'), problem('self_edge'), null)).toHaveLength(1);
  });
});

describe('groups', () => {
  test('that are not there, or too deep, are left', () => {
    expect(fixed(having(job('a'), { a: { group: 'x' } }), 'unknown_group').nodes[0]?.group).toBeNull();
    expect(fixed({ ...job('a'), groups: [group('g', { parent: 'x' })] }, 'unknown_group').groups[0]?.parent).toBeNull();
    expect(fixes({ ...job('a'), groups: [group('g', { parent: 'g', name: '' })] }, 'group_cycle')[0]?.values.name).toBe(
      'g',
    );
    expect(fixesFor(job('a'), problem('unknown_group'), null)).toHaveLength(1);
  });
});

describe('fields and parameters', () => {
  test('that no job has are removed, doubled ones but the first', () => {
    expect(fixed({ ...job('a'), odd: 1 } as JobDefinition, 'unknown_field')).toEqual(job('a'));
    const params = ['p', 'q', 'p'].map((name, i) => fillParameter({ name, value: String(i) }));
    expect(fixed({ ...job('a'), params }, 'duplicate_param').params.map((param) => param.value)).toEqual(['0', '1']);
  });
  test('that miss a value get the only one', () => {
    const wrong = checkDocument(job('a'), types);
    const values = wrong.map((found) => fixesFor(job('a'), found, types)[0]?.values.value);
    expect(wrong.map((found) => found.field)).toEqual(
      ['mode', 'count', 'kind', 'free', 'model', 'gone'].map((f) => `properties.${f}`),
    );
    expect(values).toEqual(['only', '3', 'k', undefined, 'm', undefined]);
    expect(fixed(job('a'), 'invalid_property').nodes[0]?.properties).toEqual({ mode: 'only' });
    expect(wrong[0]?.message).toBe('Node a, Mode: Field required.');
    for (const field of ['properties.name', 'properties.deep.x', null])
      expect(fixesFor(job('a'), problem('invalid_property', field, 'a'), types)).toHaveLength(1);
    expect(
      fixesFor(having(job('a'), { a: { type: 'x' } }), problem('invalid_property', 'properties.mode', 'a'), types),
    ).toHaveLength(1);
    expect(
      fixesFor(
        having(job('a'), { a: { properties: { mode: 1 } } }),
        problem('invalid_property', 'properties.mode', 'a'),
        types,
      ),
    ).toHaveLength(1);
  });
});

describe('expressions', () => {
  const asking = (name: string) => `#{Job.getNodeStatus("${name}")}`;
  test('that name a node wrongly get the most similar name', () => {
    const doc = having(job('ab', edge('a->b', { condition: asking('load_order') })), {
      a: { name: 'load_orders' },
      b: { properties: { list: [{ x: asking('load_orderz') }], n: 1, nothing: null, s: 'text' } },
    });
    expect(fixed(doc, 'unknown_node').nodes[1]?.properties.list).toEqual([{ x: asking('load_orders') }]);
    const one = having(doc, { b: { properties: {} } });
    expect(fixed(one, 'unknown_node').edges[0]?.condition).toBe(asking('load_orders'));
    const param = {
      ...job('a'),
      params: [fillParameter({ name: 'p', value: asking('A') }), fillParameter({ name: 'q' })],
    };
    expect(fixed(param, 'unknown_node').params[0]?.value).toBe(asking('a'));
    expect(
      fixes({ ...job('a'), params: [fillParameter({ name: 'p', value: asking('completely') })] }, 'unknown_node'),
    ).toHaveLength(1);
    expect(fixesFor(param, problem('unknown_node', 'params.p'), null)).toHaveLength(2);
    expect(fixesFor(param, problem('unknown_node', 'params.x'), null)).toHaveLength(1);
  });
  test('that are none become one, or go', () => {
    const doc = job('ab', edge('a->b', { condition: ' x > 1 ' }));
    expect(fixed(doc, 'condition_is_text').edges[0]?.condition).toBe('#{x > 1}');
    const removal = fixesFor(doc, problem('constant_condition', 'edges[0].condition', 'b'), null)[0];
    expect(removal?.command && ran(doc, removal.command(doc)).edges[0]?.condition).toBeNull();
    expect(removal?.command?.(job('ab')).changes).toHaveLength(1);
  });
  test('that use a parameter the job lacks offer to add it', () => {
    const doc = {
      ...having(job('a'), { a: { properties: { s: '#{ ${day} ${known} ${day}' } } }),
      params: [fillParameter({ name: 'known' })],
    };
    const [fix] = fixesFor(doc, problem('expression_error', 'properties.s', 'a'), types);
    const next = fix?.command && ran(doc, fix.command(doc));
    expect(next?.params.map((param) => param.name)).toEqual(['known', 'day']);
    expect(next && fix?.command?.(next).changes).toEqual([]);
  });
});

test('a node that went meanwhile is left', () => {
  const doc = having(job('ab'), { b: { properties: { s: '#{Job.getNodeStatus("load")}' } } });
  const found = { ...problem('unknown_node', 'properties.s', 'b'), values: { name: 'load' } };
  const [fix] = fixesFor(having(doc, { a: { name: 'loads' } }), found, null);
  expect(fix?.id).toBe('replace_node');
  expect(fix?.command?.(job('a')).changes).toEqual([]);
});

test('a default is found without models', () => {
  const plain = new Map([
    ['shell', { name: 'shell', label: 'Shell', properties_schema: { properties: { n: { default: 1 } } } }],
  ]);
  expect(fixesFor(job('a'), problem('invalid_property', 'properties.n', 'a'), plain)[0]?.values.value).toBe('1');
});

test('a name is similar where half of it is the same', () => {
  expect(nearest('load_order', ['x', 'load_orders_of_the_day', 'Load_Orders', 'load'])).toBe('Load_Orders');
  expect(nearest('abc', ['xyz'])).toBeNull();
});

test('words of an expression may be parameters', () => {
  expect(paramsPossible('${day} #{1} #{rows > n}')).toEqual(['day', 'rows', 'n']);
});

test('everything else leads to its place', () => {
  const action = (code: string, field: string) => fixesFor(job('a'), problem(code, field), null).at(-1)?.action;
  expect(action('x', 'properties.sql')).toBe('focus_field');
  expect(action('zone', 'schedule.zone')).toBe('open_schedule');
  expect(action('missing_connection', 'properties.connection')).toBe('open_connections');
});

describe('the server has the last word', () => {
  const doc = job('a');
  const local = checkDocument(having(doc, { a: { name: '' } }), null);
  const server = [
    problem('duplicate_node_name', 'name', 'a'),
    problem('missing_connection', 'properties.c', 'a'),
    problem('missing_connection', 'properties.c', 'gone'),
    { ...problem('invalid_property', 'properties.s', 'a'), message: 'Node a, S: Field required.' },
    problem('zone', 'schedule.zone'),
  ];
  test('once it has answered', () => expect(mergeProblems(local, server, false)).toBe(server));
  test('before, what can be seen here is seen here', () => {
    const codes = (known?: JobDefinition) => mergeProblems(local, server, true, known).map((found) => found.code);
    expect(codes(doc)).toEqual(['empty_node_name', 'missing_connection', 'zone']);
    expect(codes()).toHaveLength(4);
  });
});
