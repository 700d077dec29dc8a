import { describe, expect, test } from 'vitest';
import { apply, type Change, fieldAt, inverse, joined, setField } from './changes';
import { changeEdge, changeJob, changeNode, changeNote, compose, moveNodes, setProperty } from './commands';
import { MAX_STEPS } from './history';
import { references } from './references';
import { DocumentStore } from './store';
import { group, job, ran } from './testing';

describe('changes', () => {
  const doc = job('ab', 'a->b');
  test('of what is not there do nothing', () => {
    const lost: Change[] = [
      setField('nodes', 'x', ['name'], 'x', 'y'),
      { kind: 'remove', list: 'edges', index: 9, item: { ...(doc.edges[0] as object), source: 'x' } as never },
      { kind: 'text', list: 'nodes', id: 'a', path: ['position'], at: 0, removed: '', inserted: 'x' },
      { kind: 'text', list: 'nodes', id: 'a', path: ['no', 'where'], at: 0, removed: '', inserted: 'x' },
    ];
    expect(apply(doc, lost)).toEqual(doc);
    expect(apply(doc, [])).toBe(doc);
    expect(fieldAt(doc, ['description', 'deeper'])).toBeUndefined();
  });
  test('make the objects on the way, and find what moved', () => {
    const made = apply(doc, [setField('nodes', 'a', ['new', 'deep'], undefined, 1)]);
    expect(made.nodes[0]).toMatchObject({ new: { deep: 1 } });
    const item = doc.nodes[1];
    if (item) expect(apply(doc, [{ kind: 'remove', list: 'nodes', index: 0, item }]).nodes).toHaveLength(1);
  });
  test('of long texts hold what differs, and join while typing on', () => {
    const long = 'x'.repeat(300);
    const first = setField('nodes', 'a', ['description'], long, `${long}a`);
    const second = setField('nodes', 'a', ['description'], `${long}a`, `${long}ab`);
    expect(first).toMatchObject({ kind: 'text', removed: '', inserted: 'a' });
    expect(joined([first], [second])).toHaveLength(1);
    expect(joined([second], [first])).toHaveLength(2);
    expect(joined([first, first], [second, second]).length).toBeGreaterThan(1);
    expect(setField('nodes', 'a', ['x'], `a${long}b`, `a${long}c`)).toMatchObject({ removed: 'b', inserted: 'c' });
  });
  test('of a field that was absent, set and removed again', () => {
    const set = setField('nodes', 'a', ['properties', 'x'], undefined, 1);
    const gone = setField('nodes', 'a', ['properties', 'x'], 1, undefined);
    expect(joined([set], [gone])).toHaveLength(1);
    expect(apply(apply(doc, [set]), inverse([set]))).toEqual(doc);
    expect(apply(apply(doc, [set]), [gone])).toEqual(doc);
  });
});

describe('commands', () => {
  const doc = job('ab', 'a->b');
  test('on what is not there have no changes', () => {
    expect(changeNode(doc, 'x', { name: 'y' }).changes).toEqual([]);
    expect(setProperty(doc, 'x', 'sql', 1).changes).toEqual([]);
    expect(changeEdge(doc, 'x->y', { condition: null }).changes).toEqual([]);
    expect(changeNote(doc, 'x', { text: '' }).changes).toEqual([]);
    expect(moveNodes(doc, new Map([['x', { x: 0, y: 0 }]])).changes).toEqual([]);
  });
  test('of several are one step', () => {
    const whole = compose(doc, 'fix', 'all', [
      (now) => changeNode(now, 'a', { name: 'c' }),
      () => null,
      (now) => changeNode(now, 'b', { description: now.nodes[0]?.name }),
    ]);
    expect(ran(doc, whole).nodes[1]?.description).toBe('c');
  });
});

describe('the store', () => {
  test('tells views and watchers what happened', () => {
    const store = new DocumentStore(job('a'));
    const seen: string[] = [];
    const stopped = store.subscribe(() => seen.push('view'));
    const unwatched = store.watch(({ kind }) => seen.push(kind));
    store.run(changeJob(store.get().doc, { priority: 2 }));
    store.run({ name: 'fix', object: '', key: '', changes: [] });
    store.undo();
    store.redo();
    store.saved(store.mark());
    store.reset(job('b'));
    expect(seen).toEqual(['run', 'undo', 'redo', 'saved', 'reset'].flatMap((kind) => ['view', kind]));
    stopped();
    unwatched();
    store.reset(job('c'));
    expect(seen).toHaveLength(10);
    expect(store.undo()).toBeNull();
    expect(store.redo()).toBeNull();
    expect(store.savedMark()).toBe(0);
  });
  test('jumps to a state of the history and back', () => {
    const store = new DocumentStore(job('a'));
    const marks = [0, 1, 2].map((priority) => {
      store.run(changeNode(store.get().doc, 'a', { description: String(priority) }, 'change_node'));
      store.run(changeJob(store.get().doc, { priority }));
      return store.mark();
    });
    store.jump(marks[0] as number);
    expect(store.get().doc.priority).toBe(0);
    store.jump(marks[2] as number);
    expect(store.get().doc.priority).toBe(2);
    store.jump(999);
    expect(store.get().doc.priority).toBe(2);
    store.jump(0);
    expect(store.get().doc).toEqual(job('a'));
  });
  test('selects what is named, once, and lets go of what is gone', () => {
    const doc = { ...job('ab', 'a->b'), groups: [group('g1')] };
    const store = new DocumentStore(doc);
    let told = 0;
    store.subscribe(() => {
      told += 1;
    });
    store.select({ nodes: ['a', 'b'], groups: ['g1'] });
    store.select({ nodes: ['a', 'b'], groups: ['g1'] });
    store.select({ nodes: ['b', 'a'], groups: ['g1'] });
    expect(told).toBe(2);
    store.run(changeJob(doc, { priority: 2 }));
    expect(store.get().selection.nodes).toEqual(['b', 'a']);
  });
  test('keeps a thousand steps, and knows the state before them', () => {
    const store = new DocumentStore(job('a'));
    for (let i = 0; i < MAX_STEPS + 5; i += 1)
      store.run({ ...changeJob(store.get().doc, { description: String(i) }), key: '' });
    expect(store.get().history.past).toHaveLength(MAX_STEPS);
    store.jump(store.get().history.floor);
    expect(store.get().doc.description).toBe('4');
  });
});

test('references are found in lists, options and models that hold themselves', () => {
  const schema = {
    properties: {
      one: { anyOf: [{ 'x-reference': 'connection' }, {}] },
      all: { allOf: [{ 'x-reference': 'script' }] },
      rows: { items: { $ref: '#/$defs/Row' } },
      bare: { items: undefined },
      none: { 'x-reference': 'job' },
      empty: { 'x-reference': 'job' },
      lost: { $ref: '#/$defs/Lost' },
      open: {},
    },
    $defs: { Row: { properties: { source: { 'x-reference': 'connection' }, more: { $ref: '#/$defs/Row' } } } },
  };
  const value = {
    one: 'a',
    all: 'b',
    rows: [{ source: 'c', more: { source: 'd' } }, {}],
    bare: [1],
    empty: '',
    open: { k: 1 },
    lost: 1,
  };
  expect(references(schema as never, value).map(({ field, kind, name }) => `${field} ${kind} ${name}`)).toEqual([
    'one connection a',
    'all script b',
    'rows[0].source connection c',
    'rows[0].more.source connection d',
  ]);
});
