import { describe, expect, test } from 'vitest';
import { changeNodes, setDisabled, setPinned, setProperties, toggleDisabled, togglePinned } from './bulk';
import { DocumentStore } from './store';
import { having, job, ran } from './testing';

describe('changing a selection', () => {
  test('is one step and leaves alone what is as wished', () => {
    const doc = having(job('abc'), { b: { timeout_minutes: 5 } });
    const command = changeNodes(doc, ['a', 'b', 'b', 'x'], { timeout_minutes: 5, queue: 'q' });
    expect(command.changes).toHaveLength(3);
    expect(ran(doc, command).nodes.map((node) => node.timeout_minutes)).toEqual([5, 5, 60]);
  });
  test('sets and removes a property', () => {
    const doc = job('ab');
    const set = ran(doc, setProperties(doc, ['a', 'b'], 'sql', 'select 1'));
    expect(set.nodes.map((node) => node.properties.sql)).toEqual(['select 1', 'select 1']);
    expect(ran(set, setProperties(set, ['a'], 'sql', undefined)).nodes[0]?.properties).toEqual({});
  });
  test('typing for all of them is one step that stays small', () => {
    const store = new DocumentStore(job('ab'), () => 0);
    for (const text of ['s', 'se', 'sel']) store.run(setProperties(store.get().doc, ['a', 'b'], 'sql', text));
    expect(store.get().history.past).toHaveLength(1);
    expect(store.get().history.past[0]?.command.changes).toHaveLength(2);
    store.undo();
    expect(store.get().doc).toEqual(job('ab'));
  });
});

test('disabling and pinning are switched for all at once', () => {
  const doc = having(job('ab'), { a: { dry_run: true, pinned: true } });
  const off = ran(doc, toggleDisabled(doc, ['a', 'b']));
  expect(off.nodes.map((node) => node.dry_run)).toEqual([true, true]);
  expect(ran(off, toggleDisabled(off, ['a', 'b'])).nodes.map((node) => node.dry_run)).toEqual([false, false]);
  const pinned = ran(doc, togglePinned(doc, ['a', 'b']));
  expect(pinned.nodes.map((node) => node.pinned)).toEqual([true, true]);
  expect(ran(pinned, togglePinned(pinned, ['b'])).nodes.map((node) => node.pinned)).toEqual([true, false]);
  expect(setDisabled(doc, ['a'], true).changes).toEqual([]);
  expect(setPinned(doc, ['b'], true).name).toBe('pin');
});
