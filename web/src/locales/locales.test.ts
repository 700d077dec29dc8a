import { expect, test } from 'vitest';
import en from './en.json';
import zh from './zh.json';

const holes = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

test('both languages have the same keys', () => {
  expect(Object.keys(zh)).toEqual(Object.keys(en));
});

test('a translated text has the same holes', () => {
  const other: Record<string, string> = zh;
  for (const [key, text] of Object.entries(en)) expect([key, holes(other[key] ?? '')]).toEqual([key, holes(text)]);
});
