// @vitest-environment node
import { createRequire } from 'node:module';
import { expect, test, vi } from 'vitest';
import { fillDefinition, fillNode, type JobDefinition } from '../../lib/definition';
import { type ArrangeOptions, fromGraph, toGraph } from '../model/arrange';
import { newEdge } from '../model/commands';
import { overlaps } from '../model/geometry';
import { ArrangeError, Elk, type Engine } from './elk';

const { Worker: Fake } = createRequire(import.meta.url)('elkjs/lib/elk-worker.min.js') as { Worker: new () => Engine };

function job(count: number, seed = 7): JobDefinition {
  let state = seed;
  const random = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  const nodes = Array.from({ length: count }, (_, i) => fillNode({ id: `n${i}`, name: `n${i}`, type: 'shell' }));
  const keys = new Map<string, readonly [number, number]>();
  for (let i = 1; i < count; i += 1) {
    for (let more = random() < 0.4 ? 2 : 1; more > 0; more -= 1) {
      const from = Math.max(0, i - 1 - Math.floor(random() * 12));
      keys.set(`${from} ${i}`, [from, i]);
    }
  }
  return fillDefinition({ nodes, edges: [...keys.values()].map(([from, to]) => newEdge(`n${from}`, `n${to}`)) });
}

const elk = new Elk(() => new Fake(), 60_000);
const all: ArrangeOptions = { direction: 'down' };
const arranged = async (doc: JobDefinition, options = all) =>
  fromGraph(doc, options, await elk.layout(toGraph(doc, options)));

test('the same graph gives the same places, whatever the order of its nodes and edges', async () => {
  const doc = job(60);
  const first = await arranged(doc);
  const turned = { ...doc, nodes: [...doc.nodes].reverse(), edges: [...doc.edges].reverse() };
  const second = await arranged(turned);
  expect(Object.fromEntries(second)).toEqual(Object.fromEntries(first));
  expect(first.size).toBe(60);
});

test('no two nodes overlap, and every edge leads down', async () => {
  const doc = job(120);
  const places = await arranged(doc);
  const rects = [...places.values()].map(({ x, y }) => ({ x, y, width: 180, height: 44 }));
  for (const [index, rect] of rects.entries())
    for (const other of rects.slice(index + 1)) expect(overlaps(rect, other)).toBe(false);
  for (const { source, target } of doc.edges)
    expect(places.get(source)?.y).toBeLessThan(places.get(target)?.y ?? Number.NEGATIVE_INFINITY);
});

test('to the right every edge leads right', async () => {
  const doc = job(30);
  const places = await arranged(doc, { direction: 'right' });
  for (const { source, target } of doc.edges)
    expect(places.get(source)?.x).toBeLessThan(places.get(target)?.x ?? Number.NEGATIVE_INFINITY);
});

test('large jobs are arranged', async () => {
  for (const count of [500, 2000]) {
    const doc = job(count);
    const began = performance.now();
    expect((await arranged(doc)).size).toBe(count);
    console.info(`${count} nodes: ${Math.round(performance.now() - began)} ms`);
  }
}, 60_000);

test('members of a group stand within its frame, aside of other nodes', async () => {
  const plain = job(12);
  const nodes = plain.nodes.map((node, i) => (i % 3 === 0 ? { ...node, group: i % 2 === 0 ? 'g1' : 'g2' } : node));
  const groups = [
    { id: 'g1', name: 'a', parent: null, collapsed: false },
    { id: 'g2', name: 'b', parent: 'g1', collapsed: false },
  ];
  expect((await arranged({ ...plain, nodes, groups })).size).toBe(12);
});

function engine(part: Partial<Engine>): Engine {
  return { postMessage: () => undefined, onmessage: null, terminate: vi.fn(), ...part };
}

test('an engine that does not answer is ended, and the next question starts another', async () => {
  const silent = engine({});
  const engines = [silent, new Fake()];
  const slow = new Elk(() => engines.shift() as Engine, 30);
  await expect(slow.layout({ id: 'root' })).rejects.toMatchObject({ reason: 'timeout' });
  expect(silent.terminate).toHaveBeenCalled();
  await expect(slow.layout(toGraph(job(2), all))).resolves.toMatchObject({ id: 'root' });
});

test('an engine that cannot be loaded, fails or refuses says so', async () => {
  const missing = new Elk(() => Promise.reject(new Error('no network')), 1000);
  await expect(missing.layout({ id: 'root' })).rejects.toThrow('could not be loaded: Error: no network');
  const broken = engine({});
  const failing = new Elk(() => broken, 1000);
  const answer = failing.layout({ id: 'root' });
  await vi.waitFor(() => expect(broken.onerror).toBeTypeOf('function'));
  broken.onerror?.({ message: 'syntax' } as ErrorEvent);
  await expect(answer).rejects.toThrow('failed: syntax');
  const wrong = toGraph(job(2), all);
  const dangling = { ...wrong, edges: [{ id: 'e', sources: ['x'], targets: ['y'] }] };
  await expect(elk.layout(dangling)).rejects.toBeInstanceOf(ArrangeError);
});

test('two that ask at once share one engine', async () => {
  const spare = engine({});
  const engines = [new Fake(), spare];
  const shared = new Elk(async () => engines.shift() as Engine, 5000);
  const graph = toGraph(job(3), all);
  await Promise.all([shared.layout(graph), shared.layout(graph)]);
  expect(spare.terminate).toHaveBeenCalled();
});
