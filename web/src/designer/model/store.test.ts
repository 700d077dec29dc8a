import { describe, expect, test } from 'vitest';
import { fillDefinition, fillNode, type JobDefinition } from '../../lib/definition';
import {
  addNodes,
  changeEdge,
  changeJob,
  changeNode,
  connect,
  moveNodes,
  newEdge,
  remove,
  setProperty,
} from './commands';
import { DocumentStore } from './store';

function job(...edges: [string, string][]): JobDefinition {
  const ids = ['a', 'b', 'c'];
  return fillDefinition({
    nodes: ids.map((id, i) => fillNode({ id, name: id, type: 'shell', position: { x: 0, y: i * 96 } })),
    edges: edges.map(([source, target]) => newEdge(source, target)),
  });
}

describe('undo', () => {
  const start = job(['a', 'b']);
  const added = fillNode({ id: 'd', name: 'd', type: 'sql' });
  const commands = {
    'adding a node': addNodes(start, [added], []),
    'removing a node with its edges': remove(start, { nodes: ['b'] }),
    'removing an edge': remove(start, { edges: ['a->b'] }),
    'moving nodes': moveNodes(start, new Map([['a', { x: 5, y: 6 }]])),
    connecting: connect(start, 'b', 'c'),
    'changing an edge': changeEdge(start, 'a->b', { condition: '#{1 > 2}', on_false: 'skip_next' }),
    renaming: changeNode(start, 'a', { name: 'first' }),
    'setting a property': setProperty(start, 'a', 'script', 'echo'),
    'changing the job': changeJob(start, { priority: 0, description: 'x' }),
  };
  for (const [name, command] of Object.entries(commands)) {
    test(`of ${name} gives the document back, and redo the change`, () => {
      const store = new DocumentStore(start);
      store.run(command);
      const changed = store.get().doc;
      expect(changed).not.toEqual(start);
      store.undo();
      expect(store.get().doc).toEqual(start);
      expect(store.get().dirty).toBe(false);
      store.redo();
      expect(store.get().doc).toEqual(changed);
    });
  }
});

describe('history', () => {
  const typed = (store: DocumentStore, text: string) => store.run(setProperty(store.get().doc, 'a', 'script', text));

  test('typing into one field is one step until a pause', () => {
    let now = 0;
    const store = new DocumentStore(job(), () => now);
    for (const text of ['e', 'ec', 'echo']) {
      typed(store, text);
      now += 100;
    }
    now += 5000;
    typed(store, 'echo 1');
    store.undo();
    expect(store.get().doc.nodes[0]?.properties.script).toBe('echo');
    store.undo();
    expect(store.get().doc.nodes[0]?.properties).toEqual({});
  });
  test('two fields are two steps', () => {
    const store = new DocumentStore(job(), () => 0);
    typed(store, 'x');
    store.run(changeNode(store.get().doc, 'a', { description: 'y' }));
    expect(store.get().history.past).toHaveLength(2);
  });
  test('a job that was changed while it was being saved stays unsaved', () => {
    let now = 0;
    const store = new DocumentStore(job(), () => now);
    typed(store, 'x');
    const mark = store.mark();
    now += 10;
    typed(store, 'xy');
    store.saved(mark);
    expect(store.get().dirty).toBe(true);
  });
  test('undoing past the saved state is a change', () => {
    const store = new DocumentStore(job());
    typed(store, 'x');
    store.saved(store.mark());
    expect(store.get().dirty).toBe(false);
    store.undo();
    expect(store.get().dirty).toBe(true);
  });
  test('a removed node leaves the selection', () => {
    const store = new DocumentStore(job());
    store.select({ nodes: ['a', 'b'] });
    store.run(remove(store.get().doc, { nodes: ['a'] }));
    expect(store.get().selection.nodes).toEqual(['b']);
  });
});
