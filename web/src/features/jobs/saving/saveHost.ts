/** How a saver reaches the server. */

import { putWhileLeaving } from '../../../api/client';
import { currentWorkspace, fetchJob, fetchSession, keys, queryClient, ws } from '../../../api/queries';
import type { Job, SavedDraft, Tree } from '../../../api/types';
import { placed } from '../../../designer/model/layout';
import type { JobDefinition } from '../../../lib/definition';
import { saveDraft } from '../api/jobs';
import { replaceDocument } from './replace';
import type { SaveHost, ServerDraft } from './saver';

export function draftOf(job: Job): ServerDraft {
  return { revision: job.revision, doc: placed(job.definition), by: job.updated_by, at: job.updated_at };
}

function remember(jobId: number, saved: SavedDraft, definition: JobDefinition): void {
  const now = { ...saved, definition };
  queryClient.setQueryData<Job>(keys.job(currentWorkspace(), jobId), (old) => (old ? { ...old, ...now } : old));
  queryClient.setQueryData<Tree>(keys.tree(currentWorkspace()), (old) => {
    const there = old?.jobs.find((job) => job.id === jobId);
    if (!old || !there || there.changed_since_submit === saved.changed_since_submit) return old;
    const changed = { ...there, changed_since_submit: saved.changed_since_submit };
    return { ...old, jobs: old.jobs.map((job) => (job === there ? changed : job)) };
  });
  // Each connection names the nodes that use it: looked up anew when it is shown next.
  void queryClient.invalidateQueries({ queryKey: keys.connections(currentWorkspace()), refetchType: 'none' });
}

export function saveHost(jobId: number): SaveHost {
  return {
    send: async (revision, doc, leaving) => {
      if (leaving) return putWhileLeaving<SavedDraft>(ws(`/jobs/${jobId}/draft`), { revision, definition: doc });
      const saved = await saveDraft(jobId, revision, doc);
      remember(jobId, saved, doc);
      return saved;
    },
    fetch: async () => {
      const job = await fetchJob(jobId);
      queryClient.setQueryData<Job>(keys.job(currentWorkspace(), jobId), job);
      return draftOf(job);
    },
    renew: async () => {
      await fetchSession();
    },
    now: Date.now,
    timer: (work, ms) => {
      const timer = setTimeout(work, ms);
      return () => clearTimeout(timer);
    },
    replace: replaceDocument,
  };
}
