/** Moving things in the tree: what is taken along, what is refused and why, and how it is taken back. */

import { byName, LEVELS, type TreeIndex } from './treeIndex';

export interface Items {
  readonly directories: readonly number[];
  readonly jobs: readonly number[];
}

export const countOf = (items: Items) => items.directories.length + items.jobs.length;

/** What the rows stand for; what lies in a directory of the rows goes with it and is not named again. */
export function itemsOf(index: TreeIndex, keys: Iterable<string>): Items {
  const ids = (letter: string) => [...all].filter((key) => key[0] === letter).map((key) => Number(key.slice(1)));
  const all = new Set(keys);
  const taken = new Set(ids('d').filter((id) => index.directories.has(id)));
  const inside = (home: number | null) => index.above(home).some((one) => taken.has(one));
  return {
    directories: [...taken].filter((id) => !inside(index.directories.get(id)?.parent_id ?? null)),
    jobs: ids('j').filter((id) => index.jobs.has(id) && !inside(index.jobs.get(id)?.directory_id ?? null)),
  };
}

/** Names of the things, directories first. */
export function namesOf(index: TreeIndex, items: Items): string[] {
  const directories = items.directories.flatMap((id) => index.directories.get(id) ?? []);
  const jobs = items.jobs.flatMap((id) => index.jobs.get(id) ?? []);
  return [...directories.sort(byName), ...jobs.sort(byName)].map((one) => one.name);
}

export type Refusal =
  | { readonly why: 'nothing' }
  | { readonly why: 'itself' | 'taken'; readonly name: string }
  | { readonly why: 'deep'; readonly levels: number };

/** Why the things cannot go there; null if they can. The server says the same, later. */
export function refusalOf(index: TreeIndex, items: Items, to: number | null): Refusal | null {
  const above = index.above(to);
  const directories = items.directories.flatMap((id) => index.directories.get(id) ?? []);
  for (const one of directories) if (above.includes(one.id)) return { why: 'itself', name: one.name };
  const coming = directories.filter((one) => one.parent_id !== to);
  const names = new Set(index.childrenOf(to).map((one) => one.name));
  for (const one of coming) {
    if (names.has(one.name)) return { why: 'taken', name: one.name };
    names.add(one.name);
  }
  const deepest = Math.max(0, ...coming.map((one) => above.length + index.height(one.id)));
  if (deepest > LEVELS) return { why: 'deep', levels: deepest };
  if (coming.length === 0 && items.jobs.every((id) => index.jobs.get(id)?.directory_id === to)) {
    return { why: 'nothing' };
  }
  return null;
}

export interface Move extends Items {
  readonly to: number | null;
}

/** The moves that bring everything back to where it lies now. */
export function returnsOf(index: TreeIndex, items: Items): Move[] {
  const homes = new Map<number | null, { directories: number[]; jobs: number[] }>();
  const home = (id: number | null) => {
    const found = homes.get(id) ?? { directories: [], jobs: [] };
    homes.set(id, found);
    return found;
  };
  for (const id of items.directories) home(index.directories.get(id)?.parent_id ?? null).directories.push(id);
  for (const id of items.jobs) home(index.jobs.get(id)?.directory_id ?? null).jobs.push(id);
  return [...homes].map(([to, found]) => ({ to, ...found }));
}

/** Everything that goes when the things are deleted: jobs, then directories, the inner ones first. */
export function allOf(index: TreeIndex, items: Items): Items {
  const directories = items.directories.flatMap((id) => index.below(id)).reverse();
  const inside = directories.flatMap((id) => index.jobsOf(id).map((job) => job.id));
  return { directories, jobs: [...items.jobs, ...inside] };
}
