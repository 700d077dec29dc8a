/** Hears of drafts that others save, and goes on saving when the page of the job is shown again. */

import { useEffect } from 'react';
import { useLive } from '../../../api/live';
import type { OpenJob } from '../openJob';

const JUST_OPENED_MS = 3000;

export function useFollow(jobId: number, open: OpenJob): void {
  useLive(['tree'], (event, data) => {
    if (event === 'draft' && data.id === jobId && typeof data.revision === 'number')
      void open.saver.hear(data.revision);
    if (event === 'reload') void open.saver.look();
  });
  useEffect(() => {
    // Shown again after signing in, or after another page.
    open.saver.resume();
    if (Date.now() - open.openedAt > JUST_OPENED_MS) void open.saver.look();
  }, [open]);
}
