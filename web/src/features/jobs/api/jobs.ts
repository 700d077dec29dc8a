/** Calls on jobs and directories. */

import { patch, post, put, remove } from '../../../api/client';
import { ws } from '../../../api/queries';
import type { Directory, Instance, Job, Problem, SavedDraft } from '../../../api/types';
import type { JobDefinition, JobKind } from '../../../lib/definition';

export interface NewJob {
  name: string;
  directory_id: number | null;
  job_kind: JobKind;
  definition?: Partial<JobDefinition>;
}

export const createJob = (job: NewJob) => post<Job>(ws('/jobs'), job);
export const renameJob = (id: number, name: string) => patch<Job>(ws(`/jobs/${id}`), { name });
export const deleteJob = (id: number) => remove<null>(ws(`/jobs/${id}`));
export const saveDraft = (id: number, revision: number, definition: JobDefinition) =>
  put<SavedDraft>(ws(`/jobs/${id}/draft`), { revision, definition });
export const checkJob = (id: number, definition: JobDefinition, signal?: AbortSignal) =>
  post<{ problems: Problem[] }>(ws(`/jobs/${id}/check`), { definition }, signal);
export const submitJob = (id: number, description: string) =>
  post<{ version_no: number }>(ws(`/jobs/${id}/submit`), { description });
export const startTestRun = (id: number, only_nodes: readonly string[] = []) =>
  post<Instance>(ws(`/jobs/${id}/test-run`), { only_nodes });
export const createDirectory = (name: string, parent_id: number | null) =>
  post<Directory>(ws('/directories'), { name, parent_id });
export const renameDirectory = (id: number, name: string) => patch<Directory>(ws(`/directories/${id}`), { name });
export const deleteDirectory = (id: number) => remove<null>(ws(`/directories/${id}`));
