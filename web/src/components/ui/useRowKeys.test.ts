import { expect, test } from 'vitest';
import { rowAfter } from './useRowKeys';

test('keys of movement stay inside the list', () => {
  expect(rowAfter('ArrowDown', 4, 5)).toBe(4);
  expect(rowAfter('ArrowUp', 0, 5)).toBe(0);
  expect(rowAfter('PageDown', 0, 100)).toBe(15);
  expect(rowAfter('Home', 40, 100)).toBe(0);
  expect(rowAfter('End', 0, 100)).toBe(99);
});

test('other keys lead nowhere', () => {
  expect(rowAfter('Enter', 3, 5)).toBeNull();
});
