import { describe, expect, test } from 'vitest';
import { shellActions } from '../app/shellCommands';
import { allActions } from '../designer/actions/all';
import { parseKeys } from './keymap';
import { bound, conflictsOf, keysOf, reservedBy, unbound } from './keymapBindings';
import { KeySequences } from './keySequence';

const actions = [
  { id: 'save', keys: ['Ctrl+S'] },
  { id: 'up', keys: ['Alt+S U'] },
  { id: 'down', keys: ['Alt+S D'] },
  { id: 'open', keys: ['Enter', 'O'] },
];

describe('conflicts', () => {
  test('the same keys, and keys that begin with one another', () => {
    expect(conflictsOf(actions, {}, 'open', 'Ctrl+S')).toEqual([{ id: 'save', keys: 'Ctrl+S' }]);
    expect(conflictsOf(actions, {}, 'open', 'Alt+S').map((one) => one.id)).toEqual(['up', 'down']);
    expect(conflictsOf(actions, {}, 'open', 'O X')).toEqual([]);
    expect(conflictsOf(actions, {}, 'save', 'O X').map((one) => one.id)).toEqual(['open']);
  });
  test('whoever takes keys over takes them away', () => {
    const own = bound(actions, {}, 'save', ['O']);
    expect(own).toEqual({ save: ['O'], open: ['Enter'] });
    expect(unbound(actions, own, 'open')).toEqual({ save: [] });
    expect(unbound(actions, own, 'save')).toEqual({ open: ['Enter'] });
  });
  test('keys as they are by default are not stored', () => {
    expect(bound(actions, { save: ['X'] }, 'save', ['Ctrl+S'])).toEqual({});
    expect(keysOf({ id: 'save', keys: ['Ctrl+S'] }, { save: [] })).toEqual([]);
  });
  test('what browsers keep or use is named', () => {
    expect(reservedBy('Ctrl+W')).toBe('kept');
    expect(reservedBy('Ctrl+P X')).toBe('used');
    expect(reservedBy('N')).toBeNull();
  });
});

describe('sequences', () => {
  const sequences = new KeySequences(actions, {});
  test('wait for their next key, and find it', () => {
    const open = sequences.find([], ['Alt+S']);
    expect(open.kind === 'open' && open.next.map(([keys]) => keys)).toEqual(['U', 'D']);
    const hit = sequences.find(['Alt+S'], ['D']);
    expect(hit.kind === 'hit' && hit.target.id).toBe('down');
  });
  test('the modifier may still be held at the second key', () => {
    const hit = sequences.find(['Alt+S'], ['Alt+U']);
    expect(hit.kind === 'hit' && hit.target.id).toBe('up');
  });
  test('other keys mean nothing', () => {
    expect(sequences.find(['Alt+S'], ['X']).kind).toBe('none');
    expect(sequences.find([], ['X']).kind).toBe('none');
  });
  test("somebody's own keys replace the others", () => {
    const own = new KeySequences(actions, { save: ['F9'] });
    expect(own.find([], ['Ctrl+S']).kind).toBe('none');
    expect(own.find([], ['F9']).kind).toBe('hit');
  });
});

describe('the keys of the studio', () => {
  const every = [...allActions, ...shellActions];
  test('are right, each has one form, and no id is there twice', () => {
    for (const { id, keys } of every)
      for (const one of keys) expect([id, parseKeys(one)?.join(' ')]).toEqual([id, one]);
    expect(new Set(every.map((action) => action.id)).size).toBe(every.length);
  });
  test('never mean two things', () => {
    const clashes = every.flatMap(({ id, keys }) => keys.flatMap((one) => conflictsOf(every, {}, id, one)));
    expect(clashes).toEqual([]);
  });
  test('leave the browser what it keeps', () => {
    const kept = every.flatMap(({ keys }) => keys.filter((one) => reservedBy(one) === 'kept'));
    expect(kept).toEqual([]);
  });
});
