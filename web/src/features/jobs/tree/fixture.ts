/** A small tree for tests. */

import type { Tree, TreeJob } from '../../../api/types';

export const job = (id: number, name: string, directory_id: number | null, more: Partial<TreeJob> = {}): TreeJob => ({
  id,
  name,
  directory_id,
  job_kind: 'pipeline',
  revision: 1,
  schedule_state: 'not_started',
  submitted_version: null,
  changed_since_submit: true,
  created_by: 'ada',
  updated_by: 'ada',
  updated_at: '2026-11-20T00:00:00Z',
  last_instance: { id: 5, status: 'success' },
  ...more,
});

export const tree: Tree = {
  directories: [
    { id: 1, parent_id: null, name: 'reports' },
    { id: 2, parent_id: 1, name: 'daily' },
    { id: 3, parent_id: null, name: 'empty' },
  ],
  jobs: [job(1, 'top', null), job(2, 'late', 2), job(3, 'b10', 1), job(4, 'b9', 1)],
  scripts: [],
};
