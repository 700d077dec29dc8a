import { describe, expect, test } from 'vitest';
import { parseKeys } from '../../lib/keymap';
import { conflictsOf, reservedBy } from '../../lib/keymapBindings';
import { capsOfRow, everyAction, isMeant, rowsOf } from './rows';

describe('the keys of the studio', () => {
  test('are right, each has one form, and no id is there twice', () => {
    for (const { id, keys } of everyAction)
      for (const one of keys) expect([id, parseKeys(one)?.join(' ')]).toEqual([id, one]);
    expect(new Set(everyAction.map((action) => action.id)).size).toBe(everyAction.length);
  });
  test('never mean two things', () => {
    const clashes = everyAction.flatMap(({ id, keys }) => keys.flatMap((one) => conflictsOf(everyAction, {}, id, one)));
    expect(clashes).toEqual([]);
  });
  test('leave the browser what it keeps', () => {
    const kept = everyAction.flatMap(({ keys }) => keys.filter((one) => reservedBy(one) === 'kept'));
    expect(kept).toEqual([]);
  });
});

describe('the map of keys', () => {
  const rows = rowsOf(everyAction, true);
  const row = (id: string) => rows.find((one) => one.id === id);
  test('shows a family as one row', () => {
    const walk = row('action.walk');
    const far = row('action.move_far');
    expect(walk && capsOfRow(walk, {}, 'Arrows')).toEqual(['Arrows']);
    expect(far && capsOfRow(far, {}, 'Arrows')).toEqual(['Alt+Shift+Arrows']);
  });
  test('is searched by action and by keys', () => {
    const save = row('save.draft');
    const text = (key: string) => key;
    expect(save && isMeant(save, {}, 'ctrl s', text)).toBe(true);
    expect(save && isMeant(save, {}, 'action.sa', text)).toBe(true);
    expect(save && isMeant(save, {}, 'ctrl q', text)).toBe(false);
  });
});
