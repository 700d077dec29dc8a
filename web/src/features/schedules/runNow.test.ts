import { expect, test } from 'vitest';
import { fillParameter } from '../../lib/definition';
import { changedValues } from './runNow';

const params = [
  fillParameter({ name: 'region', value: 'north' }),
  fillParameter({ name: 'day', value: '2026-01-01' }),
  fillParameter({ name: 'token', value: '***', masked: true }),
];

test('nothing typed sends nothing', () => {
  expect(changedValues(params, new Map())).toEqual({});
});

test('only values that differ are sent', () => {
  const typed = new Map([
    ['region', 'south'],
    ['day', '2026-01-01'],
  ]);
  expect(changedValues(params, typed)).toEqual({ region: 'south' });
});

test('a field that was emptied again keeps the value of the version', () => {
  expect(changedValues(params, new Map([['region', '']]))).toEqual({});
});

test('what is typed for a hidden value is sent even when it looks like its mask', () => {
  expect(changedValues(params, new Map([['token', '***']]))).toEqual({ token: '***' });
});

test('spaces count, and names that were removed meanwhile do not', () => {
  const typed = new Map([
    ['region', ' north'],
    ['gone', 'x'],
  ]);
  expect(changedValues(params, typed)).toEqual({ region: ' north' });
});

test('any allowed name is sent', () => {
  const odd = [fillParameter({ name: '__proto__', value: '1' })];
  expect(JSON.stringify(changedValues(odd, new Map([['__proto__', '2']])))).toBe('{"__proto__":"2"}');
});
