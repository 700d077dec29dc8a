import { expect, test } from 'vitest';
import { tree } from './fixture';
import { TreeIndex } from './treeIndex';
import { treeKey, typedRow } from './treeKeys';
import { treeRows } from './treeRows';

// empty, reports, daily, late, b9, b10, top
const rows = treeRows(new TreeIndex(tree), (id) => id !== 3);
const press = (at: number, key: string, more: Partial<Parameters<typeof treeKey>[2]> = {}) =>
  treeKey(rows, at, { key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...more });

test('arrows walk, and span with Shift', () => {
  expect(press(0, 'ArrowDown')).toEqual({ does: 'go', to: 1, span: false });
  expect(press(6, 'ArrowDown', { shiftKey: true })).toEqual({ does: 'go', to: 6, span: true });
  expect(press(3, 'Home')).toEqual({ does: 'go', to: 0, span: false });
  expect(press(3, 'PageDown')).toEqual({ does: 'go', to: 6, span: false });
});

test('right opens, then goes inside; left closes, then goes out', () => {
  expect(press(0, 'ArrowRight')).toEqual({ does: 'turn', open: true });
  expect(press(1, 'ArrowRight')).toEqual({ does: 'go', to: 2, span: false });
  expect(press(3, 'ArrowRight')).toBeNull();
  expect(press(1, 'ArrowLeft')).toEqual({ does: 'turn', open: false });
  expect(press(3, 'ArrowLeft')).toEqual({ does: 'go', to: 2, span: false });
  expect(press(6, 'ArrowLeft')).toEqual({ does: 'go', to: 6, span: false });
});

test('other keys, and those that belong to somebody else', () => {
  expect(press(0, 'x', { ctrlKey: true })).toEqual({ does: 'cut' });
  expect(press(0, 'V', { metaKey: true })).toEqual({ does: 'paste' });
  expect(press(0, 's', { ctrlKey: true })).toBeNull();
  expect(press(0, 'F10', { shiftKey: true })).toEqual({ does: 'menu' });
  expect(press(0, 'F10')).toBeNull();
  expect(press(0, 'ArrowDown', { altKey: true })).toBeNull();
  expect(press(0, 'q')).toEqual({ does: 'type', letter: 'q' });
  expect(press(0, 'Tab')).toBeNull();
});

test('typing finds the next name that begins so; one letter walks on', () => {
  expect(typedRow(rows, 0, 'b')).toBe(4);
  expect(typedRow(rows, 4, 'b')).toBe(5);
  expect(typedRow(rows, 5, 'bb')).toBe(4);
  expect(typedRow(rows, 4, 'b1')).toBe(5);
  expect(typedRow(rows, 4, 'zz')).toBe(-1);
});
