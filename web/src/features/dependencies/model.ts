/** The graph of dependencies without a screen: neighbours, layers and places. */

import type { Graph, GraphEdge, GraphJob } from './api';

export type Direction = 'up' | 'down';

/** Neighbours of each job, both ways. */
export interface Links {
  readonly up: ReadonlyMap<number, readonly number[]>;
  readonly down: ReadonlyMap<number, readonly number[]>;
}

export function linksOf(edges: readonly GraphEdge[]): Links {
  const up = new Map<number, number[]>();
  const down = new Map<number, number[]>();
  const add = (map: Map<number, number[]>, from: number, to: number) => {
    const list = map.get(from) ?? [];
    if (!list.includes(to)) list.push(to);
    map.set(from, list);
  };
  for (const { upstream, downstream } of edges) {
    // A job that waits for its own earlier instances is no way from one job to another.
    if (upstream === downstream) continue;
    add(up, downstream, upstream);
    add(down, upstream, downstream);
  }
  return { up, down };
}

/** Steps from a job to those above or below it, the shortest way, at most so many. */
export function distances(links: Links, from: number, direction: Direction, most: number): Map<number, number> {
  const found = new Map([[from, 0]]);
  let level = [from];
  for (let step = 1; step <= most && level.length > 0; step += 1) {
    const beyond: number[] = [];
    for (const id of level) {
      for (const next of links[direction].get(id) ?? []) {
        if (found.has(next)) continue;
        found.set(next, step);
        beyond.push(next);
      }
    }
    level = beyond;
  }
  return found;
}

/** The longest way down to each job; a cycle (which is refused when jobs are submitted) still ends. */
function depths(ids: readonly number[], links: Links): Map<number, number> {
  const depth = new Map<number, number>();
  const waiting = new Map(ids.map((id) => [id, (links.up.get(id) ?? []).length]));
  let ready = ids.filter((id) => waiting.get(id) === 0);
  const rest = new Set(ids);
  while (rest.size > 0) {
    const [stuck] = rest;
    if (ready.length === 0 && stuck !== undefined) ready = [stuck];
    const next: number[] = [];
    for (const id of ready) {
      if (!rest.delete(id)) continue;
      const above = (links.up.get(id) ?? []).map((other) => depth.get(other) ?? -1);
      depth.set(id, Math.max(-1, ...above) + 1);
      for (const below of links.down.get(id) ?? []) {
        const left = (waiting.get(below) ?? 0) - 1;
        waiting.set(below, left);
        if (left === 0) next.push(below);
      }
    }
    ready = next;
  }
  return depth;
}

/** Jobs without followers above stand beside their first follower, not far away at the left. */
function pulledRight(depth: Map<number, number>, links: Links): void {
  const byDepth = [...depth.keys()].sort((a, b) => (depth.get(b) ?? 0) - (depth.get(a) ?? 0));
  for (const id of byDepth) {
    const below = (links.down.get(id) ?? []).map((other) => depth.get(other) ?? 0);
    const own = depth.get(id) ?? 0;
    if (below.length > 0) depth.set(id, Math.max(own, Math.min(...below) - 1));
  }
}

const SWEEPS = 6;

function sweep(layers: number[][], neighbours: ReadonlyMap<number, readonly number[]>, order: Map<number, number>) {
  for (const layer of layers) {
    const weight = new Map(
      layer.map((id) => {
        const places = (neighbours.get(id) ?? []).flatMap((other) => order.get(other) ?? []);
        const mean = places.reduce((sum, place) => sum + place, 0) / Math.max(places.length, 1);
        return [id, places.length > 0 ? mean : (order.get(id) ?? 0)] as const;
      }),
    );
    layer.sort((a, b) => (weight.get(a) ?? 0) - (weight.get(b) ?? 0));
    for (const [place, id] of layer.entries()) order.set(id, place - (layer.length - 1) / 2);
  }
}

/** A line over more than one layer passes the layers between on lanes of their own, so that it crosses no card. */
interface Lanes {
  /** Lanes have ids below zero. */
  readonly of: ReadonlyMap<string, readonly number[]>;
  readonly depth: ReadonlyMap<number, number>;
  readonly links: Links;
}

const MOST_LANES = 3000;
export const pairOf = (upstream: number, downstream: number) => `${upstream}-${downstream}`;

function withLanes(depth: ReadonlyMap<number, number>, links: Links): Lanes {
  const all = new Map(depth);
  const of = new Map<string, number[]>();
  const up = new Map<number, number[]>();
  const down = new Map<number, number[]>();
  const join = (from: number, to: number) => {
    up.set(to, [...(up.get(to) ?? []), from]);
    down.set(from, [...(down.get(from) ?? []), to]);
  };
  let next = -1;
  for (const [from, followers] of links.down) {
    for (const to of followers) {
      const [first, last] = [depth.get(from) ?? 0, depth.get(to) ?? 0];
      const lanes: number[] = [];
      for (let level = first + 1; level < last && next > -MOST_LANES; level += 1) {
        all.set(next, level);
        lanes.push(next);
        next -= 1;
      }
      if (lanes.length > 0) of.set(pairOf(from, to), lanes);
      const way = [from, ...lanes, to];
      for (const [index, id] of way.slice(1).entries()) join(way[index] ?? from, id);
    }
  }
  return { of, depth: all, links: { up, down } };
}

/** Layers from left to right, jobs and lanes in each of them so that few lines cross. */
function layersOf(jobs: readonly GraphJob[], links: Links): { layers: number[][]; lanes: Lanes } {
  const byName = [...jobs].sort((a, b) => a.job_name.localeCompare(b.job_name));
  const depth = depths(
    byName.map((job) => job.job_id),
    links,
  );
  pulledRight(depth, links);
  const lanes = withLanes(depth, links);
  const layers: number[][] = [];
  for (const [id, level] of lanes.depth) {
    while (layers.length <= level) layers.push([]);
    layers[level]?.push(id);
  }
  const order = new Map<number, number>();
  for (const layer of layers) for (const [place, id] of layer.entries()) order.set(id, place);
  for (let round = 0; round < SWEEPS; round += 1) {
    sweep(layers, lanes.links.up, order);
    sweep([...layers].reverse(), lanes.links.down, order);
  }
  return { layers: layers.filter((layer) => layer.length > 0), lanes };
}

export const CARD_WIDTH = 180;
export const CARD_HEIGHT = 44;
/** The gap between columns has room for a label of two or three words. */
const STEP_X = 332;
const STEP_Y = 68;
/** Jobs that stand alone are set out in a block of so many columns below the rest. */
const BLOCK = 4;

export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  readonly places: ReadonlyMap<number, Place>;
  /** Where a long line passes the layers between, by `pairOf`. */
  readonly ways: ReadonlyMap<string, readonly Place[]>;
}

const STEP_LANE = 32;
const stepOf = (id: number) => (id < 0 ? STEP_LANE : STEP_Y);

/** The same graph gives the same picture. */
export function layoutOf(graph: Pick<Graph, 'nodes' | 'edges'>): Layout {
  const links = linksOf(graph.edges);
  const linked = graph.nodes.filter((job) => links.up.has(job.job_id) || links.down.has(job.job_id));
  const alone = graph.nodes.filter((job) => !links.up.has(job.job_id) && !links.down.has(job.job_id));
  const { layers, lanes } = layersOf(linked, links);
  const heights = layers.map((layer) => layer.reduce((sum, id) => sum + stepOf(id), 0));
  const tallest = Math.max(0, ...heights);
  const places = new Map<number, Place>();
  for (const [column, layer] of layers.entries()) {
    let y = (tallest - (heights[column] ?? 0)) / 2;
    for (const id of layer) {
      places.set(id, { x: column * STEP_X, y: id < 0 ? y + STEP_LANE / 2 - (STEP_Y - CARD_HEIGHT) / 2 : y });
      y += stepOf(id);
    }
  }
  const ways = new Map([...lanes.of].map(([pair, ids]) => [pair, ids.flatMap((id) => places.get(id) ?? [])] as const));
  for (const id of [...places.keys()]) if (id < 0) places.delete(id);
  const columns = Math.max(BLOCK, layers.length);
  const below = tallest > 0 ? tallest + STEP_Y : 0;
  const sorted = [...alone].sort((a, b) => a.job_name.localeCompare(b.job_name));
  for (const [index, job] of sorted.entries()) {
    places.set(job.job_id, {
      x: (index % columns) * STEP_X,
      y: below + Math.floor(index / columns) * STEP_Y,
    });
  }
  return { places, ways };
}

/** A line from a port to the next, bent between the columns and straight beside cards. */
export function pathOf(from: Place, way: readonly Place[], to: Place): { path: string; label: Place } {
  const bend = (a: Place, b: Place) => {
    const middle = (a.x + b.x) / 2;
    return `C${middle} ${a.y} ${middle} ${b.y} ${b.x} ${b.y}`;
  };
  let path = `M${from.x} ${from.y}`;
  let at = from;
  for (const lane of way) {
    const right = { x: lane.x + CARD_WIDTH, y: lane.y };
    path += `${bend(at, lane)}L${right.x} ${right.y}`;
    at = right;
  }
  path += bend(at, to);
  const lane = way[Math.floor(way.length / 2)];
  const label = lane ? { x: lane.x + CARD_WIDTH / 2, y: lane.y } : { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  return { path, label };
}

export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

const MARGIN = 32;
const MIN_ZOOM = 0.1;

/** The view that shows these places whole. */
export function frameOf(places: readonly Place[], width: number, height: number): Frame {
  if (places.length === 0) return { x: MARGIN, y: MARGIN, zoom: 1 };
  const left = Math.min(...places.map((place) => place.x));
  const top = Math.min(...places.map((place) => place.y));
  const w = Math.max(...places.map((place) => place.x)) + CARD_WIDTH - left;
  const h = Math.max(...places.map((place) => place.y)) + CARD_HEIGHT - top;
  const zoom = Math.max(MIN_ZOOM, Math.min(1, (width - 2 * MARGIN) / w, (height - 2 * MARGIN) / h));
  return {
    x: Math.max(MARGIN, (width - w * zoom) / 2) - left * zoom,
    y: Math.max(MARGIN, (height - h * zoom) / 2) - top * zoom,
    zoom,
  };
}

/** Where an arrow key leads from a job: along a line, or up and down in its layer. */
export function stepFrom(layout: Layout, links: Links, id: number, key: string): number | null {
  const from = layout.places.get(id);
  if (!from) return null;
  const nearest = (ids: readonly number[]) =>
    [...ids].sort((a, b) => away(layout.places.get(a), from) - away(layout.places.get(b), from))[0] ?? null;
  if (key === 'ArrowLeft') return nearest(links.up.get(id) ?? []);
  if (key === 'ArrowRight') return nearest(links.down.get(id) ?? []);
  const column = [...layout.places].filter(([, place]) => place.x === from.x).sort((a, b) => a[1].y - b[1].y);
  const at = column.findIndex(([other]) => other === id);
  const next = key === 'ArrowDown' ? column[at + 1] : column[at - 1];
  return next?.[0] ?? null;
}

const away = (place: Place | undefined, from: Place) => (place ? Math.hypot(place.x - from.x, place.y - from.y) : 1e9);

/** Whether all instances are waited for, as the default rule has it: that needs no label. */
export function takesAll(edge: GraphEdge): boolean {
  return edge.rule === 'default' || edge.rule === 'all';
}
