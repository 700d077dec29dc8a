/** The problems of an open job, in the order in which they are shown. */

import { useCallback } from 'react';
import type { Job, NodeType, Problem } from '../../api/types';
import type { DocumentStore } from '../../designer/model/store';
import { type Check, useJobProblems } from '../../designer/problems/useJobProblems';
import { checkJob } from './api/jobs';

const NONE: readonly Problem[] = [];

export function useProblems(job: Job, store: DocumentStore, types: ReadonlyMap<string, NodeType>): readonly Problem[] {
  const check = useCallback<Check>(async (doc, signal) => (await checkJob(job.id, doc, signal)).problems, [job.id]);
  return useJobProblems(store, types, check, job.problems ?? NONE);
}
