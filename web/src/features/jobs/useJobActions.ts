/** Save and test run of the open job, with what may go wrong. */

import { useCallback, useState } from 'react';
import type { Instance } from '../../api/types';
import { startTestRun } from './api/jobs';
import type { OpenJob } from './openJob';

export interface JobActions {
  readonly busy: 'save' | 'test_run' | null;
  /** Why the test run did not start. */
  readonly failure: unknown;
  /** Both drafts are being compared. */
  readonly comparing: boolean;
  readonly save: () => Promise<boolean>;
  readonly compare: () => void;
  readonly testRun: (nodes?: readonly string[]) => Promise<Instance | null>;
  readonly clear: () => void;
}

export function useJobActions(jobId: number, open: OpenJob): JobActions {
  const [busy, setBusy] = useState<JobActions['busy']>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [comparing, setComparing] = useState(false);
  const compare = useCallback(() => setComparing(true), []);

  /** Asked for by somebody: unlike the saving that goes on by itself, a conflict is shown at once. */
  const save = useCallback(async () => {
    setBusy('save');
    try {
      const good = await open.saver.save();
      if (open.saver.get().phase === 'conflict') setComparing(true);
      return good;
    } finally {
      setBusy(null);
    }
  }, [open]);

  const testRun = useCallback(
    async (nodes?: readonly string[]): Promise<Instance | null> => {
      setFailure(null);
      if (open.store.get().dirty && !(await save())) return null;
      setBusy('test_run');
      try {
        return await startTestRun(jobId, nodes);
      } catch (error) {
        setFailure(error);
        return null;
      } finally {
        setBusy(null);
      }
    },
    [jobId, open, save],
  );

  const clear = useCallback(() => {
    setFailure(null);
    setComparing(false);
  }, []);
  return { busy, failure, comparing, save, compare, testRun, clear };
}
