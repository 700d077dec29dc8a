/** The open jobs with their names of today. Those that were deleted go; with unsaved changes they stay and say so. */

import { useEffect } from 'react';
import { ApiError } from '../../api/client';
import { fetchJob, useTree } from '../../api/queries';
import { openJobs, useDirtyIds, useTabs } from './openJobs';

export interface OpenTab {
  readonly id: number;
  readonly name: string;
  readonly gone: boolean;
}

async function isGone(id: number): Promise<boolean> {
  try {
    await fetchJob(id);
    return false;
  } catch (error) {
    return error instanceof ApiError && error.status === 404;
  }
}

export function useOpenTabs(): readonly OpenTab[] {
  const { ids, active } = useTabs();
  const tree = useTree().data;
  const dirty = useDirtyIds();
  const missing = tree ? ids.filter((id) => !tree.jobs.some((job) => job.id === id)) : [];
  const doubt = missing.join();
  useEffect(() => {
    for (const id of doubt ? doubt.split(',').map(Number) : []) {
      // A tree that is on its way may be older than a job that was just made.
      void isGone(id).then((gone) => {
        if (!gone) return;
        openJobs.open(id)?.saver.gone();
        if (!openJobs.getDirty().has(id) && openJobs.getTabs().active !== id) openJobs.close(id);
      });
    }
  }, [doubt]);
  return ids.flatMap((id) => {
    const known = tree?.jobs.find((job) => job.id === id);
    const name = known?.name ?? openJobs.open(id)?.name;
    if (name === undefined) return [];
    return [{ id, name, gone: tree !== undefined && !known && (dirty.has(id) || id === active) }];
  });
}
