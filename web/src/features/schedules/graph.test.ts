import { expect, test } from 'vitest';
import type { GraphEdge, GraphJob } from './api';
import { draw } from './graph';

const job = (job_id: number): GraphJob => ({
  job_id,
  job_name: `job_${job_id}`,
  state: 'scheduling',
  last_status: null,
});
const edge = (upstream: number, downstream: number): GraphEdge => ({
  upstream,
  downstream,
  cycle: 'same',
  n: 1,
  rule: 'all',
  on_upstream_failure: 'cancel',
});
const columns = (picture: ReturnType<typeof draw>) => {
  const xs = [...new Set(picture.cards.map((card) => card.x))].sort((a, b) => a - b);
  return xs.map((x) => picture.cards.filter((card) => card.x === x).map((card) => card.job.job_id));
};

test('upstream jobs stand at the left of the job, those that wait for it at the right', () => {
  const picture = draw(3, [1, 2, 3, 4, 5].map(job), [edge(1, 2), edge(2, 3), edge(3, 4), edge(3, 5), edge(4, 5)]);
  expect(columns(picture)).toEqual([[1], [2], [3], [4, 5]]);
  expect(picture.lines).toHaveLength(5);
});

test('jobs that only share an upstream job are no neighbours, and two dependencies of a pair are one line', () => {
  const picture = draw(2, [1, 2, 3].map(job), [edge(1, 2), edge(1, 2), edge(1, 3)]);
  expect(columns(picture)).toEqual([[1], [2]]);
  expect(picture.lines.map((line) => line.edges.length)).toEqual([2]);
});

test('a circle ends', () => {
  expect(columns(draw(1, [1, 2].map(job), [edge(1, 2), edge(2, 1)])).flat()).toHaveLength(2);
});
