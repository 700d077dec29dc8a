/** Directories and jobs as the rows that are shown, in order. */

import type { Directory, InstanceStatus, Tree, TreeJob } from '../../api/types';

export type TreeRow =
  | {
      readonly kind: 'directory';
      readonly key: string;
      readonly depth: number;
      readonly directory: Directory;
      readonly open: boolean;
      readonly count: number;
    }
  | { readonly kind: 'job'; readonly key: string; readonly depth: number; readonly job: TreeJob };

function byName(a: { name: string }, b: { name: string }): number {
  return a.name.localeCompare(b.name, undefined, { numeric: true });
}

/** With a filter, only jobs whose name holds it are shown, and every directory above them is open. */
export function treeRows(tree: Tree, closed: ReadonlySet<number>, filter: string): TreeRow[] {
  const words = filter.trim().toLowerCase();
  const fits = (job: TreeJob) => job.name.toLowerCase().includes(words);
  const jobsIn = (id: number | null) => tree.jobs.filter((job) => job.directory_id === id && fits(job)).sort(byName);
  const children = (id: number | null) => tree.directories.filter((d) => d.parent_id === id).sort(byName);
  const count = (id: number): number =>
    jobsIn(id).length + children(id).reduce((sum, child) => sum + count(child.id), 0);
  const rows: TreeRow[] = [];
  const walk = (id: number | null, depth: number) => {
    for (const directory of children(id)) {
      const inside = count(directory.id);
      if (words !== '' && inside === 0) continue;
      const open = words !== '' || !closed.has(directory.id);
      rows.push({ kind: 'directory', key: `d${directory.id}`, depth, directory, open, count: inside });
      if (open) walk(directory.id, depth + 1);
    }
    for (const job of jobsIn(id)) rows.push({ kind: 'job', key: `j${job.id}`, depth, job });
  };
  walk(null, 0);
  return rows;
}

/** The tree with the state of a job's newest instance, as an event tells it. */
export function withInstance(tree: Tree, data: Readonly<Record<string, unknown>>): Tree {
  const last = { id: Number(data.id), status: data.status as InstanceStatus };
  const newer = (job: TreeJob) => job.id === data.job_id && last.id >= (job.last_instance?.id ?? 0);
  return { ...tree, jobs: tree.jobs.map((job) => (newer(job) ? { ...job, last_instance: last } : job)) };
}
