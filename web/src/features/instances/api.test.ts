import { expect, test } from 'vitest';
import { blockers, causesOf, type WaitedFor, type Waiting } from './api';

const item = (job_name: string, instance_id: number | null, status: string | null, waived = false) =>
  ({ job_name, instance_id, status, waived }) as WaitedFor;

const waiting = (instance_id: number, items: WaitedFor[], waits = true) =>
  ({
    instance_id,
    waiting: waits,
    sentence: `why ${instance_id}`,
    parts: [{ kind: 'upstream', ok: items.length === 0, items }],
  }) as unknown as Waiting;

test('good and waived upstream instances hold nothing up', () => {
  const of = waiting(1, [item('a', 2, 'success'), item('b', 3, 'failed', true), item('c', 4, 'abnormal')]);
  expect(blockers(of).map((one) => one.job_name)).toEqual(['c']);
});

test('a chain is followed up to what does not wait itself, the first cause first', async () => {
  const answers = new Map([
    [2, waiting(2, [item('root', 3, 'failed')])],
    [3, waiting(3, [], false)],
  ]);
  const ask = async (id: number) => answers.get(id) ?? waiting(id, [], false);
  const causes = await causesOf(waiting(1, [item('middle', 2, 'waiting')]), ask);
  expect(causes.map((one) => [one.item.job_name, one.why])).toEqual([
    ['root', null],
    ['middle', 'why 2'],
  ]);
});

test('a circle and an instance that is not there end the chain', async () => {
  const circle = waiting(1, [item('self', 1, 'waiting')]);
  expect(await causesOf(circle, async () => circle)).toHaveLength(1);
  expect(await causesOf(waiting(1, [item('later', null, null)]), async () => circle)).toHaveLength(1);
});
