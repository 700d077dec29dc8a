/** Save, test run and submit of the open job, with what may go wrong. */

import { useCallback, useState } from 'react';
import { ApiError } from '../../api/client';
import { currentWorkspace, keys, queryClient } from '../../api/queries';
import type { Instance, Job } from '../../api/types';
import { saveDraft, startTestRun } from './api/jobs';
import type { OpenJob } from './openJobs';

export type Failure = { readonly what: 'save' | 'test_run'; readonly error: unknown };

export interface JobActions {
  readonly busy: 'save' | 'test_run' | null;
  readonly failure: Failure | null;
  /** The draft was saved by somebody else meanwhile. */
  readonly conflict: boolean;
  readonly save: () => Promise<boolean>;
  readonly testRun: (nodes?: readonly string[]) => Promise<Instance | null>;
  readonly clear: () => void;
}

export function useJobActions(jobId: number, open: OpenJob): JobActions {
  const [busy, setBusy] = useState<JobActions['busy']>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [conflict, setConflict] = useState(false);

  const send = useCallback(async (): Promise<boolean> => {
    const mark = open.store.mark();
    setBusy('save');
    setFailure(null);
    try {
      const saved = await saveDraft(jobId, open.revision, open.store.get().doc);
      open.revision = saved.revision;
      open.store.saved(mark);
      queryClient.setQueryData<Job>(keys.job(currentWorkspace(), jobId), (old) => (old ? { ...old, ...saved } : old));
      void queryClient.invalidateQueries({ queryKey: keys.tree(currentWorkspace()) });
      // Each connection names the nodes that use it.
      void queryClient.invalidateQueries({ queryKey: keys.connections(currentWorkspace()) });
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.code === 'revision_conflict') setConflict(true);
      else setFailure({ what: 'save', error });
      return false;
    } finally {
      setBusy(null);
    }
  }, [jobId, open]);

  // One after the other: two at once would hold the same revision, and the second would be a conflict.
  const save = useCallback(() => {
    const before = open.saving ?? Promise.resolve(true);
    open.saving = before.then((good) => (open.store.get().dirty ? send() : good));
    return open.saving;
  }, [open, send]);

  const testRun = useCallback(
    async (nodes?: readonly string[]): Promise<Instance | null> => {
      if (open.store.get().dirty && !(await save())) return null;
      setBusy('test_run');
      setFailure(null);
      try {
        return await startTestRun(jobId, nodes);
      } catch (error) {
        setFailure({ what: 'test_run', error });
        return null;
      } finally {
        setBusy(null);
      }
    },
    [jobId, open, save],
  );

  const clear = useCallback(() => {
    setFailure(null);
    setConflict(false);
  }, []);
  return { busy, failure, conflict, save, testRun, clear };
}
