import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Answers, LiveBatch, type Question, questionOf } from './batch';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function answers(questions: readonly Question[], mark = ''): Answers {
  return { items: questions.map((one) => ({ key: one.key, ok: true, text: `${one.text}${mark}` })) };
}

test('fields that appear together are asked for in one request', async () => {
  const ask = vi.fn(async (questions: readonly Question[]) => answers(questions));
  const batch = new LiveBatch(ask);
  const first = questionOf('#{1}');
  batch.want(first);
  batch.want(questionOf('#{2}'));
  batch.want(questionOf('#{1}'));
  await vi.runAllTimersAsync();
  expect(ask).toHaveBeenCalledTimes(1);
  expect(ask.mock.calls[0]?.[0].map((one) => one.text)).toEqual(['#{1}', '#{2}']);
  expect(batch.get(first.key).answer?.text).toBe('#{1}');
});

test('what is typed on is asked for after the pause only, and what is known is not asked for again', async () => {
  const ask = vi.fn(async (questions: readonly Question[]) => answers(questions));
  const batch = new LiveBatch(ask);
  for (const text of ['#{a', '#{ab', '#{ab}']) {
    const stop = batch.want(questionOf(text));
    await vi.advanceTimersByTimeAsync(100);
    if (text !== '#{ab}') stop();
  }
  await vi.runAllTimersAsync();
  batch.want(questionOf('#{ab}'));
  await vi.runAllTimersAsync();
  expect(ask.mock.calls.map((call) => call[0].map((one) => one.text))).toEqual([['#{ab}']]);
});

test('new facts ask again; the old value stays meanwhile, and a late answer to the old question is dropped', async () => {
  const open: ((found: Answers) => void)[] = [];
  const signals: AbortSignal[] = [];
  const batch = new LiveBatch((_questions, signal) => {
    signals.push(signal);
    return new Promise((resolve) => void open.push(resolve));
  });
  const question = questionOf('#{x}');
  batch.want(question);
  await vi.advanceTimersByTimeAsync(400);
  batch.renew();
  await vi.advanceTimersByTimeAsync(400);
  expect(signals[0]?.aborted).toBe(true);
  open[0]?.(answers([question], ' late'));
  await vi.advanceTimersByTimeAsync(0);
  expect(batch.get(question.key).answer).toBeNull();
  open[1]?.(answers([question], ' new'));
  await vi.advanceTimersByTimeAsync(0);
  expect(batch.get(question.key)).toEqual({ answer: { ok: true, text: '#{x} new' }, old: false, failed: false });
});

test('a silent server is told, and asked again when the field comes back', async () => {
  const ask = vi
    .fn()
    .mockRejectedValueOnce(new Error('gone'))
    .mockImplementation(async (q) => answers(q));
  const batch = new LiveBatch(ask);
  const question = questionOf('#{x}');
  const stop = batch.want(question);
  await vi.runAllTimersAsync();
  expect(batch.get(question.key).failed).toBe(true);
  stop();
  batch.want(question);
  await vi.runAllTimersAsync();
  expect(batch.get(question.key).failed).toBe(false);
});
