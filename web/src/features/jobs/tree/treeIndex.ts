/** The tree of directories and jobs, made ready for questions. Made anew for each answer of the server; asking is cheap. */

import type { Directory, Tree, TreeJob } from '../../../api/types';

export type SortBy = 'name' | 'changed';

/** Directories lie at most so deep in one another; the server refuses more. */
export const LEVELS = 10;

const collator = new Intl.Collator(undefined, { numeric: true });

export function byName(a: { name: string }, b: { name: string }): number {
  return collator.compare(a.name, b.name);
}

function byChange(a: TreeJob, b: TreeJob): number {
  return b.updated_at.localeCompare(a.updated_at) || byName(a, b);
}

function grouped<T>(all: readonly T[], home: (one: T) => number | null): Map<number | null, T[]> {
  const groups = new Map<number | null, T[]>();
  for (const one of all) {
    const group = groups.get(home(one));
    if (group) group.push(one);
    else groups.set(home(one), [one]);
  }
  return groups;
}

export class TreeIndex {
  readonly directories: ReadonlyMap<number, Directory>;
  readonly jobs: ReadonlyMap<number, TreeJob>;
  private readonly inDirectory: Map<number | null, Directory[]>;
  private readonly jobsIn: Map<number | null, TreeJob[]>;
  private readonly sorted = new Set<unknown>();
  private counts: Map<number, number> | null = null;

  constructor(
    readonly tree: Tree,
    private readonly sort: SortBy = 'name',
  ) {
    this.directories = new Map(tree.directories.map((one) => [one.id, one]));
    this.jobs = new Map(tree.jobs.map((one) => [one.id, one]));
    // What lies in a directory that is not there is shown at the top: nothing can get lost from sight.
    const known = (id: number | null) => (id !== null && this.directories.has(id) ? id : null);
    this.inDirectory = grouped(tree.directories, (one) => known(one.parent_id));
    this.jobsIn = grouped(tree.jobs, (one) => known(one.directory_id));
  }

  /** Directories inside of one, by name; sorted when they are asked for first. */
  childrenOf(id: number | null): readonly Directory[] {
    return this.inOrder(this.inDirectory.get(id), byName);
  }

  jobsOf(id: number | null): readonly TreeJob[] {
    return this.inOrder(this.jobsIn.get(id), this.sort === 'name' ? byName : byChange);
  }

  private inOrder<T>(found: T[] | undefined, order: (a: T, b: T) => number): readonly T[] {
    if (!found) return [];
    if (!this.sorted.has(found)) {
      found.sort(order);
      this.sorted.add(found);
    }
    return found;
  }

  /** The directories around one, from the inside out, itself first. */
  above(id: number | null): readonly number[] {
    const found: number[] = [];
    let here = id;
    while (here !== null && !found.includes(here)) {
      const directory = this.directories.get(here);
      if (!directory) break;
      found.push(here);
      here = directory.parent_id;
    }
    return found;
  }

  /** Jobs in a directory and in those inside of it. */
  countOf(id: number): number {
    if (!this.counts) {
      this.counts = new Map();
      for (const [home, jobs] of this.jobsIn) {
        for (const around of this.above(home)) this.counts.set(around, (this.counts.get(around) ?? 0) + jobs.length);
      }
    }
    return this.counts.get(id) ?? 0;
  }

  /** The directory with all directories inside of it, the outer ones first. */
  below(id: number): readonly number[] {
    const found = [id];
    for (let at = 0; at < found.length; at += 1) {
      for (const child of this.inDirectory.get(found[at] ?? null) ?? []) found.push(child.id);
    }
    return found;
  }

  /** Levels of a directory with everything in it. */
  height(id: number): number {
    const inside = this.inDirectory.get(id) ?? [];
    return 1 + inside.reduce((most, child) => Math.max(most, this.height(child.id)), 0);
  }

  /** How a directory is written: `reports / daily`. */
  path(id: number | null): string {
    return this.above(id)
      .map((one) => this.directories.get(one)?.name ?? '')
      .reverse()
      .join(' / ');
  }
}
