/** Where the jobs around a job stand: what it waits for at the left, what waits for it at the right. */

import type { GraphEdge, GraphJob } from './api';

export const CARD_WIDTH = 200;
export const CARD_HEIGHT = 44;
const GAP_X = 72;
const GAP_Y = 12;

export interface Placed {
  readonly job: GraphJob;
  readonly x: number;
  readonly y: number;
}

export interface Line {
  readonly key: string;
  readonly path: string;
  readonly edges: readonly GraphEdge[];
}

export interface Picture {
  readonly cards: readonly Placed[];
  readonly lines: readonly Line[];
  readonly width: number;
  readonly height: number;
}

/** Steps from the middle: negative against the direction of waiting. A job on both sides stands where it is nearer. */
function steps(middle: number, edges: readonly GraphEdge[]): Map<number, number> {
  const at = new Map([[middle, 0]]);
  for (let open = [middle]; open.length > 0; ) {
    const found: number[] = [];
    for (const id of open) {
      const here = at.get(id) ?? 0;
      const reach = (other: number, step: number) => {
        if (at.has(other)) return;
        at.set(other, here + step);
        found.push(other);
      };
      for (const edge of edges) {
        if (edge.downstream === id && here <= 0) reach(edge.upstream, -1);
        if (edge.upstream === id && here >= 0) reach(edge.downstream, 1);
      }
    }
    open = found;
  }
  return at;
}

export function draw(middle: number, jobs: readonly GraphJob[], edges: readonly GraphEdge[]): Picture {
  const at = steps(middle, edges);
  const shown = jobs.filter((job) => at.has(job.job_id));
  const numbers = [...new Set(shown.map((job) => at.get(job.job_id) ?? 0))].sort((a, b) => a - b);
  const columns = numbers.map((step) =>
    shown.filter((job) => at.get(job.job_id) === step).sort((a, b) => a.job_name.localeCompare(b.job_name)),
  );
  const most = Math.max(0, ...columns.map((column) => column.length));
  const height = most * (CARD_HEIGHT + GAP_Y) - GAP_Y;
  const cards = columns.flatMap((column, x) => {
    const top = (height - (column.length * (CARD_HEIGHT + GAP_Y) - GAP_Y)) / 2;
    return column.map((job, y) => ({ job, x: x * (CARD_WIDTH + GAP_X), y: top + y * (CARD_HEIGHT + GAP_Y) }));
  });
  const places = new Map(cards.map((card) => [card.job.job_id, card]));
  const pairs = new Map<string, GraphEdge[]>();
  for (const edge of edges) {
    const key = `${edge.upstream}-${edge.downstream}`;
    pairs.set(key, [...(pairs.get(key) ?? []), edge]);
  }
  const lines = [...pairs].flatMap(([key, together]) => {
    const from = places.get(together[0]?.upstream ?? 0);
    const to = places.get(together[0]?.downstream ?? 0);
    return from && to ? [{ key, path: curve(from, to), edges: together }] : [];
  });
  return { cards, lines, height, width: Math.max(0, columns.length * (CARD_WIDTH + GAP_X) - GAP_X) };
}

function curve(from: Placed, to: Placed): string {
  const [x1, y1] = [from.x + CARD_WIDTH, from.y + CARD_HEIGHT / 2];
  const [x2, y2] = [to.x - 6, to.y + CARD_HEIGHT / 2];
  const bend = Math.max(GAP_X / 2, Math.abs(x2 - x1) / 2);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}
