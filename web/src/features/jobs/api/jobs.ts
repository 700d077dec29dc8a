/** Calls on jobs and directories. */

import { patch, post, put, remove } from '../../../api/client';
import { ws } from '../../../api/queries';
import type { Directory, Instance, Job, Problem, SavedDraft } from '../../../api/types';
import type { JobDefinition, JobKind } from '../../../lib/definition';

/** Who names a job: in dependencies, or in a node that runs it. */
export interface JobUse {
  job_id: number;
  dependents: string[];
  callers: string[];
}

const MOST_LOOKED_FOR = 1000;

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
export const copyJob = (id: number, directory_id: number | null) =>
  post<Job>(ws(`/jobs/${id}/copy`), directory_id === null ? {} : { directory_id });
export const moveInTree = (to: number | null, directories: readonly number[], jobs: readonly number[]) =>
  post<null>(ws('/tree/move'), { directory_id: to, directories, jobs });
export const findUses = (jobs: readonly number[]) =>
  post<{ items: JobUse[] }>(ws('/tree/uses'), { jobs: jobs.slice(0, MOST_LOOKED_FOR) });
export const renameDirectory = (id: number, name: string) => patch<Directory>(ws(`/directories/${id}`), { name });
export const deleteDirectory = (id: number) => remove<null>(ws(`/directories/${id}`));
