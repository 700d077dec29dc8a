import { expect, test } from 'vitest';
import { fillDefinition } from '../../lib/definition';
import { DocumentStore } from '../model/store';
import { changeSettings, codesText, mixedProperties, mixedSettings, parseCodes } from './settings';

const doc = fillDefinition({
  nodes: [
    { id: 'a', name: 'a', type: 'sql', properties: { x: 1 }, retry: { times: 2, interval_seconds: 10 } } as never,
    { id: 'b', name: 'b', type: 'sql', properties: { x: 2, y: [1] }, queue: 'big' } as never,
    { id: 'c', name: 'c', type: 'sql', properties: { x: 1 } } as never,
  ],
});

test('fields in which nodes differ are named', () => {
  expect([...mixedSettings(doc.nodes)].sort()).toEqual(['queue', 'retry.interval_seconds', 'retry.times']);
  expect([...mixedProperties(doc.nodes)].sort()).toEqual(['x', 'y']);
  expect(mixedSettings([]).size).toBe(0);
});

test('changing one part of the retry of several nodes leaves the other parts and is one step', () => {
  const store = new DocumentStore(doc);
  store.run(changeSettings(store.get().doc, ['a', 'b'], { retry: { times: 4 }, queue: 'small' }));
  expect(store.get().doc.nodes.map((node) => [node.retry.times, node.retry.interval_seconds, node.queue])).toEqual([
    [4, 10, 'small'],
    [4, 120, 'small'],
    [0, 120, ''],
  ]);
  expect(store.get().history.past).toHaveLength(1);
  store.undo();
  expect(store.get().doc).toEqual(doc);
});

test('typing a setting of several nodes is one step too', () => {
  const store = new DocumentStore(doc, () => 0);
  for (const queue of ['s', 'sm', 'small']) store.run(changeSettings(store.get().doc, ['a', 'b'], { queue }));
  expect(store.get().history.past).toHaveLength(1);
});

test('return codes are ranges', () => {
  expect(parseCodes('1-125, 127')).toEqual([
    [1, 125],
    [127, 127],
  ]);
  expect(parseCodes('x')).toBeNull();
  expect(parseCodes('')).toEqual([]);
  expect(
    codesText([
      [1, 125],
      [127, 127],
    ]),
  ).toBe('1-125, 127');
});
