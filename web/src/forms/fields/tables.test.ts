import { expect, test } from 'vitest';
import { doubled, movedRow, parseGrid, parsePairs, withPairs } from './tables';

test('a table of a spreadsheet and lines of name=value are pairs', () => {
  expect(parsePairs('a\t1\r\nb\t#{x == "y"}\r\n')).toEqual([
    ['a', '1'],
    ['b', '#{x == "y"}'],
  ]);
  expect(parsePairs('a = 1\nb=c=d')).toEqual([
    ['a', '1'],
    ['b', 'c=d'],
  ]);
});

test('a single value is no table', () => {
  expect(parsePairs('plain')).toBeNull();
  expect(parsePairs('a=1')).toBeNull();
  expect(parsePairs('first line\nsecond line')).toBeNull();
  expect(parsePairs('')).toBeNull();
  expect(parseGrid('one')).toBeNull();
  expect(parseGrid('1\t2\n3\t4\n')).toEqual([
    ['1', '2'],
    ['3', '4'],
  ]);
});

test('pasted pairs replace those of the same name and are added after the others', () => {
  const old = [
    ['a', '1'],
    ['', ''],
    ['b', '2'],
  ] as const;
  expect(
    withPairs(old, [
      ['b', '3'],
      ['c', '4'],
    ]),
  ).toEqual([
    ['a', '1'],
    ['b', '3'],
    ['c', '4'],
  ]);
});

test('a row moves inside the list only', () => {
  expect(movedRow(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
  const rows = ['a', 'b'];
  expect(movedRow(rows, 0, -1)).toBe(rows);
  expect(movedRow(rows, 1, 2)).toBe(rows);
});

test('names that are there twice are found', () => {
  expect([...doubled(['a', '', 'b', 'a', ''])]).toEqual(['a']);
});
