import { expect, test } from 'vitest';
import { changesOf, type Settings } from './changes';

const stored = { dependency_mode: 'natural', running_limit: null, clear_waiting_days: 60 } as Settings;

test('only settings with another value count as changed', () => {
  expect(changesOf(stored, { ...stored })).toEqual([]);
  expect(changesOf(stored, { ...stored, running_limit: 5 })).toEqual(['running_limit']);
  expect(changesOf({ ...stored, running_limit: 5 }, stored)).toEqual(['running_limit']);
});
