import { beforeEach, expect, test, vi } from 'vitest';
import type { NodeType } from '../../api/types';
import { matchingTypes } from './match';
import { moved } from './moves';
import { paletteSections } from './rank';

const type = (name: string, label: string, group: string, help = ''): NodeType => ({
  name,
  label,
  group,
  help,
  icon: name,
  traits: { safe_to_repeat: true, waits: false, continuous: false },
  requires: null,
  properties_schema: {},
  defaults: {},
  summary_fields: [],
});

const TYPES = [
  type('sql', 'SQL', 'compute', 'Runs statements on a database.'),
  type('python', 'Python', 'compute', 'Runs a script.'),
  type('shell', 'Shell', 'compute', 'Runs commands.'),
  type('for_each', 'For Each', 'flow', 'Runs a job for each row.'),
  type('rest_client', 'REST client', 'data_and_delivery', 'Calls an HTTP service.'),
  type('other', 'Other', 'zebra'),
];

const names = (asked: string) => matchingTypes(TYPES, asked).map((hit) => hit.item.name);

beforeEach(() => {
  localStorage.clear();
  vi.resetModules();
});

test('letters may be left out, and what was met is marked', () => {
  expect(names('pyn')).toEqual(['python']);
  expect(matchingTypes(TYPES, 'shel')[0]?.ranges).toEqual([[0, 4]]);
});

test('the label counts before the name and the help', () => {
  expect(names('client')).toEqual(['rest_client']);
  expect(names('http')).toEqual(['rest_client']);
  expect(names('for_each')).toEqual(['for_each']);
  expect(names('each')[0]).toBe('for_each');
  expect(names('nothing like it')).toEqual([]);
});

test('signs that are no letters harm nothing', () => {
  expect(names('#{')).toEqual([]);
  expect(names('')).toHaveLength(TYPES.length);
});

test('favourites and recent types come first, each group in its order', () => {
  const sections = paletteSections(TYPES, ['shell', 'gone'], ['python', 'shell']);
  expect(sections.map((section) => [section.group, section.types.map((one) => one.name)])).toEqual([
    ['favourites', ['shell']],
    ['recent', ['python', 'shell']],
    ['compute', ['sql', 'python', 'shell']],
    ['flow', ['for_each']],
    ['data_and_delivery', ['rest_client']],
    ['zebra', ['other']],
  ]);
  expect(paletteSections(TYPES, [], [])[0]?.group).toBe('compute');
});

test('what was used last comes first, once, and a few are kept', async () => {
  const { recentTypes, rememberType } = await import('./recents');
  for (const name of ['a', 'b', 'c', 'a', 'd', 'e', 'f', 'g', 'h']) rememberType(name);
  expect(recentTypes()).toEqual(['h', 'g', 'f', 'e', 'd', 'a']);
  vi.resetModules();
  const again = await import('./recents');
  expect(again.recentTypes()[0]).toBe('h');
});

test('a star is set and taken away, and listeners are told', async () => {
  const { favouriteTypes, subscribeTypes, toggleFavourite } = await import('./recents');
  const told = vi.fn();
  const leave = subscribeTypes(told);
  toggleFavourite('sql');
  toggleFavourite('shell');
  toggleFavourite('sql');
  expect(favouriteTypes()).toEqual(['shell']);
  expect(told).toHaveBeenCalledTimes(3);
  leave();
  toggleFavourite('shell');
  expect(told).toHaveBeenCalledTimes(3);
});

test('what somebody else wrote into the storage is not believed', async () => {
  localStorage.setItem('millrace_types_recent', '{broken');
  localStorage.setItem('millrace_types_starred', '[1, 2]');
  const { favouriteTypes, recentTypes } = await import('./recents');
  expect([favouriteTypes(), recentTypes()]).toEqual([[], []]);
});

test('arrow keys walk the grid of two columns, over the headings', () => {
  const sections = [3, 0, 4];
  expect(moved('ArrowDown', 0, sections)).toBe(2);
  expect(moved('ArrowDown', 1, sections)).toBe(2);
  expect(moved('ArrowDown', 2, sections)).toBe(3);
  expect(moved('ArrowDown', 6, sections)).toBe(6);
  expect(moved('ArrowUp', 6, sections)).toBe(4);
  expect(moved('ArrowUp', 3, sections)).toBe(2);
  expect(moved('ArrowUp', 4, sections)).toBe(2);
  expect(moved('ArrowUp', 1, sections)).toBe(-1);
  expect(moved('ArrowRight', 6, sections)).toBe(6);
  expect(moved('ArrowLeft', 0, sections)).toBe(0);
  expect(moved('End', 0, sections)).toBe(6);
  expect(moved('a', 0, sections)).toBeNull();
});
