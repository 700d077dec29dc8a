import { expect, test } from 'vitest';
import { fillParameter } from '../../lib/definition';
import { freeParameterName, nameTroubles, pastedParameters } from './parameters';

const params = [
  fillParameter({ name: 'day', value: '1', kind: 'constant' }),
  fillParameter({ name: 'key', value: '********', masked: true }),
];

test('what is wrong with names is told row by row', () => {
  const list = ['day', '', 'a b', 'day', 'x.y-z_1'].map((name) => fillParameter({ name }));
  expect(nameTroubles(list)).toEqual(['twice', 'empty', 'signs', 'twice', null]);
});

test('pasted lines replace values and keep what else is known of a parameter', () => {
  const next = pastedParameters(params, [
    ['day', '2'],
    ['new', '#{1}'],
  ]);
  expect(next).toEqual([{ ...params[0], value: '2' }, params[1], fillParameter({ name: 'new', value: '#{1}' })]);
});

test('a new parameter gets a name that is free', () => {
  expect(freeParameterName([fillParameter({ name: 'param_2' })])).toBe('param_3');
});
