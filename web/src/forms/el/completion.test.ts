import { expect, test } from 'vitest';
import { completionAt, openExpression, type Vocabulary } from './completion';
import { marked } from './marks';

const words: Vocabulary = {
  params: [
    { name: 'day', value: '2026-11-22', masked: false },
    { name: 'p.90', value: '45', masked: false },
    { name: 'key', value: 'secret', masked: true },
  ],
  nodes: ['count rows', 'load'],
  functions: [
    { object: 'Job', name: 'planTime' },
    { object: 'Job', name: 'getPlanTime', kinds: ['s'] },
    { object: 'Job', name: 'getNodeOutput', kinds: ['s'] },
    { object: 'DateUtil', name: 'now', kinds: [] },
    { object: 'DateUtil', name: 'addDays', kinds: ['d', 'i'] },
  ],
};

const labels = (text: string, asked = false) =>
  completionAt(text, text.length, words, asked)?.options.map((one) => one.label);

test('a reference names parameters, and a masked value is not shown', () => {
  const found = completionAt('x ${k', 5, words);
  expect(found?.from).toBe(4);
  expect(found?.options).toEqual([{ label: 'key', detail: '********', insert: 'key}', caret: 4, goesOn: false }]);
  expect(completionAt('${d}', 3, words)?.options[0]?.insert).toBe('day');
});

test('inside an expression there are objects, their members and plain parameters', () => {
  expect(labels('#{')).toEqual(['day', 'key', 'Job', 'DateUtil']);
  expect(labels('#{Job.getP')).toEqual(['getPlanTime']);
  expect(labels('#{DateUtil.')).toEqual(['now', 'addDays']);
  expect(completionAt('#{Job.getP', 10, words)?.options[0]).toMatchObject({ insert: 'getPlanTime("")', caret: 13 });
  expect(labels('#{1 + 1} text')).toBeUndefined();
});

test('names of nodes stand in the quotes of the functions that take one', () => {
  expect(labels('#{Job.getNodeOutput("')).toEqual(['count rows', 'load']);
  expect(labels('#{Job.getParam("p')).toEqual(['p.90']);
  expect(labels('#{"some text ')).toBeUndefined();
});

test('outside of expressions the signs and the key for completion offer both forms', () => {
  expect(labels('a #')).toEqual(['#{...}']);
  expect(labels('$')).toEqual(['${day}', '${p.90}', '${key}']);
  expect(labels('', true)?.[0]).toBe('#{...}');
  expect(labels('plain')).toBeUndefined();
});

test('braces and quotes in texts do not end an expression', () => {
  expect(openExpression('#{"}"')).toBe(0);
  expect(openExpression('#{${a} > 5')).toBe(0);
  expect(openExpression('#{1} and #{2')).toBe(9);
  expect(openExpression('\\#{1')).toBe(-1);
});

test('marks cover whole expressions, references inside included', () => {
  const parts = marked('a #{${p} > "}"} b ${c}');
  expect(parts.filter((part) => part.el).map((part) => part.text)).toEqual(['#{${p} > "}"}', '${c}']);
  expect(parts.map((part) => part.text).join('')).toBe('a #{${p} > "}"} b ${c}');
});
