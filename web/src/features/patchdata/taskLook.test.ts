import { expect, test } from 'vitest';
import { retryOf } from './taskLook';

const task = (counts: Record<string, number>, state: 'running' | 'canceled' | 'failed' = 'failed') => ({
  counts,
  state,
  total: 10,
});

test('a retry counts what failed and what was canceled, not what is frozen', () => {
  expect(retryOf(task({ success: 8, failed: 2 }))).toEqual({ of: 'failed', count: 2 });
  expect(retryOf(task({ success: 7, canceled: 3 }))).toEqual({ of: 'canceled', count: 3 });
  expect(retryOf(task({ success: 4, failed: 2, canceled: 3, frozen: 1 }))).toEqual({ of: 'bad', count: 5 });
});

test('without a bad instance only a stopped task has something to go on with', () => {
  expect(retryOf(task({ success: 4 }, 'canceled'))).toEqual({ of: 'left', count: 6 });
  expect(retryOf(task({ success: 4 }, 'running'))).toBeNull();
  expect(retryOf(task({ success: 10 }, 'canceled'))).toBeNull();
});
