/** Directories and jobs as the rows that are shown, in order. */

import type { Directory, InstanceStatus, Tree, TreeJob } from '../../../api/types';
import { type Asking, type FilterMark, fitsMarks, type Hit, nameTest } from './treeFilter';
import type { TreeIndex } from './treeIndex';

interface Shown {
  readonly key: string;
  readonly depth: number;
  /** Place among its neighbours, from 1, and how many they are: not all rows are drawn. */
  readonly place: number;
  readonly of: number;
  readonly hits: readonly Hit[];
}

export interface DirectoryRow extends Shown {
  readonly kind: 'directory';
  readonly directory: Directory;
  readonly open: boolean;
  readonly count: number;
}

export interface JobRow extends Shown {
  readonly kind: 'job';
  readonly job: TreeJob;
}

export type TreeRow = DirectoryRow | JobRow;

export interface Narrowed {
  readonly text: string;
  readonly marks: ReadonlySet<FilterMark>;
  readonly asking: Asking;
}

export const directoryKey = (id: number) => `d${id}`;
export const jobKey = (id: number) => `j${id}`;
export const nameOf = (row: TreeRow) => (row.kind === 'job' ? row.job.name : row.directory.name);
/** Where something new beside or in the row lies. */
export const homeOf = (row: TreeRow) => (row.kind === 'job' ? row.job.directory_id : row.directory.id);

export function isNarrowed(text: string, marks: ReadonlySet<FilterMark>): boolean {
  return text.trim() !== '' || marks.size > 0;
}

interface View {
  readonly isOpen: (id: number) => boolean;
  readonly children: (id: number | null) => readonly Directory[];
  readonly jobs: (id: number | null) => readonly TreeJob[];
  readonly count: (id: number) => number;
  readonly hits: (name: string) => readonly Hit[];
}

function walk(view: View): TreeRow[] {
  const rows: TreeRow[] = [];
  const into = (id: number | null, depth: number) => {
    const directories = view.children(id);
    const jobs = view.jobs(id);
    const of = directories.length + jobs.length;
    directories.forEach((directory, at) => {
      const shown = { key: directoryKey(directory.id), depth, place: at + 1, of, hits: view.hits(directory.name) };
      const open = view.isOpen(directory.id);
      rows.push({ kind: 'directory', ...shown, directory, open, count: view.count(directory.id) });
      if (open) into(directory.id, depth + 1);
    });
    jobs.forEach((job, at) => {
      const shown = { key: jobKey(job.id), depth, place: directories.length + at + 1, of, hits: view.hits(job.name) };
      rows.push({ kind: 'job', ...shown, job });
    });
  };
  into(null, 0);
  return rows;
}

const noHits = () => [];

/** Every row of the open directories. */
export function treeRows(index: TreeIndex, isOpen: (id: number) => boolean): TreeRow[] {
  return walk({
    isOpen,
    children: (id) => index.childrenOf(id),
    jobs: (id) => index.jobsOf(id),
    count: (id) => index.countOf(id),
    hits: noHits,
  });
}

/**
 * Jobs that fit, with every directory above them open; and directories whose name fits, closed unless something in
 * them fits too. `turned` are directories that were opened or closed by hand while this filter was on.
 */
export function narrowedRows(index: TreeIndex, narrowed: Narrowed, turned: ReadonlySet<number>): TreeRow[] {
  const { tree } = index;
  const names = function* () {
    for (const job of tree.jobs) yield job.name;
    for (const directory of tree.directories) yield directory.name;
  };
  const test = nameTest(narrowed.text, names);
  const fitting = new Map<number | null, Set<number>>();
  const counts = new Map<number, number>();
  for (const job of tree.jobs) {
    if (test(job.name) === null || !fitsMarks(job, narrowed.marks, narrowed.asking)) continue;
    const around = index.above(job.directory_id);
    const home = around[0] ?? null;
    fitting.set(home, (fitting.get(home) ?? new Set()).add(job.id));
    for (const one of around) counts.set(one, (counts.get(one) ?? 0) + 1);
  }
  const named = new Set<number>();
  const leads = new Set<number>(counts.keys());
  if (narrowed.text.trim() !== '' && narrowed.marks.size === 0) {
    for (const directory of tree.directories) {
      if (test(directory.name) === null) continue;
      named.add(directory.id);
      for (const one of index.above(directory.parent_id)) leads.add(one);
    }
  }
  /** In a directory whose name fits, and in which nothing else does, everything is shown. */
  const whole = (id: number | null): boolean =>
    id !== null && !leads.has(id) && index.above(id).some((one) => named.has(one));
  return walk({
    isOpen: (id) => leads.has(id) !== turned.has(id),
    children: (id) =>
      whole(id) ? index.childrenOf(id) : index.childrenOf(id).filter((one) => leads.has(one.id) || named.has(one.id)),
    jobs: (id) => (whole(id) ? index.jobsOf(id) : index.jobsOf(id).filter((one) => fitting.get(id)?.has(one.id))),
    count: (id) => (leads.has(id) ? (counts.get(id) ?? 0) : index.countOf(id)),
    hits: (name) => test(name) ?? [],
  });
}

/** The tree with the state of the newest instances of jobs, as events tell them. */
export function withInstances(tree: Tree, told: readonly Readonly<Record<string, unknown>>[]): Tree {
  const latest = new Map<number, { id: number; status: InstanceStatus }>();
  for (const data of told) {
    const id = Number(data.id);
    const job = Number(data.job_id);
    if (id >= (latest.get(job)?.id ?? 0)) latest.set(job, { id, status: data.status as InstanceStatus });
  }
  const changed = (job: TreeJob): TreeJob => {
    const last = latest.get(job.id);
    return last && last.id >= (job.last_instance?.id ?? 0) ? { ...job, last_instance: last } : job;
  };
  return { ...tree, jobs: tree.jobs.map(changed) };
}

/** The tree with the row of one job as an event tells it: everything but its instances. */
export function withJob(tree: Tree, row: Partial<TreeJob>): Tree {
  return { ...tree, jobs: tree.jobs.map((job) => (job.id === row.id ? { ...job, ...row } : job)) };
}
