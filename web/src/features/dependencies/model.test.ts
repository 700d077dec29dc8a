import { expect, test } from 'vitest';
import type { GraphEdge, GraphJob } from './api';
import { CARD_HEIGHT, CARD_WIDTH, distances, layoutOf, linksOf, pathOf, stepFrom } from './model';

const job = (id: number): GraphJob => ({
  job_id: id,
  job_name: `job_${String(id).padStart(4, '0')}`,
  state: 'scheduling',
  sentence: '',
  last_status: null,
});
const edge = (upstream: number, downstream: number): GraphEdge => ({
  upstream,
  downstream,
  cycle: 'same',
  n: 1,
  rule: 'default',
  on_upstream_failure: 'cancel',
});
const jobs = (count: number) => Array.from({ length: count }, (_, at) => job(at + 1));

test('the part around a job goes so many steps up and down', () => {
  const links = linksOf([edge(1, 2), edge(2, 3), edge(3, 4), edge(1, 3), edge(3, 3)]);
  expect([...distances(links, 3, 'up', 1)]).toEqual([
    [3, 0],
    [2, 1],
    [1, 1],
  ]);
  expect([...distances(links, 1, 'down', 2).keys()]).toEqual([1, 2, 3, 4]);
});

test('every job stands to the right of all it waits for, and no two on one place', () => {
  const edges = [edge(1, 2), edge(2, 3), edge(1, 3), edge(4, 3), edge(3, 5)];
  const { places } = layoutOf({ nodes: jobs(7), edges });
  for (const { upstream, downstream } of edges) {
    expect(places.get(upstream)?.x).toBeLessThan(places.get(downstream)?.x ?? 0);
  }
  expect(new Set([...places.values()].map(({ x, y }) => `${x},${y}`)).size).toBe(7);
});

test('a long line passes beside the cards of the layers between', () => {
  const { places, ways } = layoutOf({ nodes: jobs(4), edges: [edge(1, 2), edge(2, 3), edge(1, 3), edge(1, 4)] });
  const way = ways.get('1-3') ?? [];
  expect(way).toHaveLength(1);
  for (const lane of way) {
    for (const place of places.values()) {
      const beside = place.x + CARD_WIDTH < lane.x || place.x > lane.x + CARD_WIDTH;
      expect(beside || lane.y < place.y || lane.y > place.y + CARD_HEIGHT).toBe(true);
    }
  }
  expect(pathOf({ x: 0, y: 0 }, way, { x: 600, y: 0 }).path.match(/L/g)).toHaveLength(1);
});

test('a cycle, which only an import could bring, still has a picture', () => {
  const { places } = layoutOf({ nodes: jobs(3), edges: [edge(1, 2), edge(2, 3), edge(3, 1)] });
  expect(places.size).toBe(3);
});

test('500 jobs are laid out in a moment, the same each time', () => {
  const nodes = jobs(500);
  const edges = nodes.slice(10).map(({ job_id }) => edge(1 + ((job_id * 7919) % (job_id - 1)), job_id));
  const began = performance.now();
  const first = layoutOf({ nodes, edges });
  expect(performance.now() - began).toBeLessThan(1000);
  expect([...layoutOf({ nodes, edges }).places]).toEqual([...first.places]);
});

test('arrow keys follow the lines and the column', () => {
  const edges = [edge(1, 3), edge(2, 3)];
  const layout = layoutOf({ nodes: jobs(3), edges });
  const links = linksOf(edges);
  expect(stepFrom(layout, links, 1, 'ArrowRight')).toBe(3);
  expect(stepFrom(layout, links, 1, 'ArrowDown')).toBe(2);
  expect(stepFrom(layout, links, 1, 'ArrowUp')).toBeNull();
  expect([1, 2]).toContain(stepFrom(layout, links, 3, 'ArrowLeft'));
});
