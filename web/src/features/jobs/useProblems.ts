/** The problems of the job as it is drawn now; the server is asked a moment after the last change. */

import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { Job, Problem } from '../../api/types';
import type { DocumentStore } from '../../designer/model/store';
import { checkJob } from './api/jobs';

const PAUSE_MS = 600;
const NONE: readonly Problem[] = [];

export function useProblems(job: Job, store: DocumentStore): readonly Problem[] {
  const { doc } = useSyncExternalStore(store.subscribe, store.get);
  const [settled] = useDebouncedValue(doc, PAUSE_MS);
  const answer = useQuery({
    queryKey: ['check', job.id, settled],
    queryFn: async () => (await checkJob(job.id, settled)).problems,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
    retry: false,
  });
  return answer.data ?? job.problems ?? NONE;
}
