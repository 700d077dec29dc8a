import { describe, expect, test } from 'vitest';
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
