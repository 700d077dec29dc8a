import { describe, expect, test } from 'vitest';
import { idle, type Mode, type ModeEvent, nextMode, RIGHTS, readOnly } from './modes';

const at = { x: 1, y: 2 };
const starts: ModeEvent[] = [
  { type: 'start_connecting', node: 'a', from: 'source' },
  { type: 'start_reconnecting', edge: 'a->b', end: 'target' },
  { type: 'start_dragging', nodes: ['a'] },
  { type: 'start_placing', what: 'sql' },
  { type: 'start_selecting', at, adding: false },
];
const kinds = ['connecting', 'reconnecting', 'dragging', 'placing', 'selecting'];
const run = (mode: Mode, ...events: ModeEvent[]) => events.reduce(nextMode, mode);

describe('a gesture', () => {
  for (const [index, start] of starts.entries())
    test(`${kinds[index]} begins when nothing is going on, and ends`, () => {
      const begun = run(idle, start);
      expect(begun.kind).toBe(kinds[index]);
      expect(run(begun, { type: 'finish' })).toBe(idle);
      expect(run(begun, { type: 'cancel' })).toBe(idle);
      expect(run(begun, { type: 'lock' })).toBe(readOnly);
      for (const other of starts) expect(run(begun, other)).toBe(begun);
      expect(RIGHTS[begun.kind].edit).toBe(false);
    });
  test('follows the pointer', () => {
    expect(run(idle, starts[4] as ModeEvent, { type: 'move', at: { x: 9, y: 9 } })).toMatchObject({
      from: at,
      to: { x: 9, y: 9 },
    });
    expect(run(idle, starts[3] as ModeEvent, { type: 'move', at })).toMatchObject({ at });
    expect(run(idle, { type: 'move', at })).toBe(idle);
  });
  test('knows what it is over', () => {
    const connecting = run(idle, starts[0] as ModeEvent, { type: 'over_node', node: 'b' });
    expect(connecting).toMatchObject({ over: 'b' });
    expect(run(connecting, { type: 'over_node', node: 'b' })).toBe(connecting);
    const dragging = run(
      idle,
      starts[2] as ModeEvent,
      { type: 'over_edge', edge: 'a->b' },
      { type: 'over_group', group: 'g' },
    );
    expect(dragging).toMatchObject({ overEdge: 'a->b', overGroup: 'g' });
    expect(run(dragging, { type: 'over_edge', edge: 'a->b' }, { type: 'over_group', group: 'g' })).toBe(dragging);
    expect(run(idle, { type: 'over_edge', edge: 'x' }, { type: 'over_group', group: 'g' })).toBe(idle);
  });
});

describe('what may only be read', () => {
  test('can be selected, and nothing else begins', () => {
    for (const start of starts.slice(0, 4)) expect(run(readOnly, start)).toBe(readOnly);
    const selecting = run(readOnly, starts[4] as ModeEvent);
    expect(run(selecting, { type: 'finish' })).toBe(readOnly);
    expect(run(selecting, { type: 'lock' })).toBe(selecting);
    expect(run(selecting, { type: 'unlock' }, { type: 'finish' })).toBe(idle);
  });
  test('is unlocked again', () => {
    expect(run(readOnly, { type: 'unlock' })).toBe(idle);
    expect(run(readOnly, { type: 'lock' })).toBe(readOnly);
    expect(run(idle, { type: 'unlock' })).toBe(idle);
    const selecting = run(idle, starts[4] as ModeEvent);
    expect(run(selecting, { type: 'unlock' })).toBe(selecting);
    expect(run(idle, { type: 'cancel' })).toBe(idle);
  });
});
