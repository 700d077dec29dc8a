/** Calls on PatchData tasks, with what they answer. */

import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { get, post, postForFile, query, request } from '../../api/client';
import { currentWorkspace, ws } from '../../api/queries';
import type { ListOf } from '../../api/types';

export interface TimesOfDay {
  from: string;
  to: string;
}

export type Unit = 'hours' | 'days' | 'weeks' | 'months';

export interface TaskRequest {
  name: string;
  jobs: string[];
  ranges: TimesOfDay[];
  reverse: boolean;
  by_day: boolean;
  parallel: number;
  stop_on_failure: boolean;
  time_of_day: TimesOfDay | null;
  every: { n: number; unit: Unit } | null;
  running_window: TimesOfDay | null;
  priority: number | null;
  params: Record<string, Record<string, string>>;
  confirm: boolean;
  ignore_listening: boolean;
  skip_successful: boolean;
}

export interface PlannedJob {
  job_id: number;
  job_name: string;
  version_no: number;
  instances: number;
  already_good: number;
  asks_confirmation: boolean;
  mean_minutes: number | null;
}

export interface PlannedEntry {
  index: number;
  job: string;
  plan_time: string;
  local: string;
  day: string;
  dry_run: boolean;
  waits_for: number[];
  /** The state of the scheduled instance of that plan time. */
  already: string | null;
  ends_about: string | null;
}

export interface Plan {
  total: number;
  node_runs: number;
  jobs: PlannedJob[];
  days: number;
  estimated_end: string | null;
  first: string | null;
  last: string | null;
  /** The same two in the zone of their job, as the instances show them. */
  first_local: string | null;
  last_local: string | null;
  warnings: string[];
  entries: PlannedEntry[];
}

export type TaskState = 'running' | 'success' | 'failed' | 'canceled';

export interface Task {
  id: number;
  name: string;
  state: TaskState;
  paused: boolean;
  total: number;
  generated: number;
  counts: Record<string, number>;
  priority: number;
  jobs: { job_id: number; job_name: string; version_no: number }[];
  created_by: string;
  created_at: string;
  ended_at: string | null;
  estimated_end: string | null;
  progress: number;
}

export interface TaskEntry {
  index: number;
  job: string;
  plan_time: string;
  local: string;
  day: string;
  dry_run: boolean;
  waits_for: number[];
  instance_id: number | null;
  status: string | null;
  started_at: string | null;
  ended_at: string | null;
  reason: string | null;
}

export interface TaskEntries {
  items: TaskEntry[];
  offset: number;
  total: number;
}

export interface RelatedJob {
  job_id: number;
  job_name: string;
  distance: number;
  direction: 'up' | 'down';
}

/** Of a row in the list of schedules. */
export interface PeriodicJob {
  job_id: number;
  job_name: string;
  sentence: string;
  submitted_version: number | null;
}

export const patchKeys = {
  tasks: () => ['patchdata', currentWorkspace()] as const,
  task: (id: number) => ['patchdata_task', currentWorkspace(), id] as const,
  entries: (id: number) => ['patchdata_entries', currentWorkspace(), id] as const,
};

const LIST_MS = 3000;
const TASK_MS = 2000;
const PLAN_PAGE = 1000;
export const ENTRY_PAGE = 200;
const SEARCH_LIMIT = 50;

export function useTasks(state: string) {
  return useInfiniteQuery({
    queryKey: [...patchKeys.tasks(), state],
    queryFn: ({ pageParam }) => get<ListOf<Task>>(ws(`/patchdata${query({ state, cursor: pageParam, limit: 50 })}`)),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    staleTime: 0,
    refetchInterval: LIST_MS,
  });
}

export function useTask(id: number) {
  return useQuery({
    queryKey: patchKeys.task(id),
    queryFn: () => get<Task>(ws(`/patchdata/${id}`)),
    staleTime: 0,
    refetchInterval: (found) => (found.state.data && found.state.data.ended_at === null ? TASK_MS : false),
  });
}

export const fetchEntries = (id: number, page: number) =>
  get<TaskEntries>(ws(`/patchdata/${id}/entries?offset=${page * ENTRY_PAGE}&limit=${ENTRY_PAGE}`));

/** The plan of a request, a stretch of its instances at a time. */
export function usePlan(wanted: TaskRequest) {
  return useInfiniteQuery({
    queryKey: ['patchdata_plan', currentWorkspace(), wanted],
    queryFn: ({ pageParam }) => post<Plan>(ws(`/patchdata/plan?offset=${pageParam}&limit=${PLAN_PAGE}`), { ...wanted }),
    initialPageParam: 0,
    getNextPageParam: (page, pages) => {
      const known = pages.reduce((sum, one) => sum + one.entries.length, 0);
      return known < page.total && page.entries.length > 0 ? known : undefined;
    },
    staleTime: 60_000,
    gcTime: 60_000,
    retry: false,
  });
}

/** How much of the same request is good already; asked apart when the plan leaves that out. */
export function useAlreadyGood(wanted: TaskRequest) {
  return useQuery({
    queryKey: ['patchdata_plan_good', currentWorkspace(), wanted],
    queryFn: async () => {
      const plan = await post<Plan>(ws('/patchdata/plan?limit=1'), { ...wanted, skip_successful: false });
      return plan.jobs.reduce((sum, job) => sum + job.already_good, 0);
    },
    enabled: wanted.skip_successful,
    staleTime: 60_000,
    retry: false,
  });
}

export const fetchPlanTable = (wanted: TaskRequest) => postForFile(ws('/patchdata/plan.csv'), wanted);

export const createTask = (wanted: TaskRequest, key: string) =>
  request<Task>('POST', ws('/patchdata'), wanted, { 'Idempotency-Key': key });

export type TaskCommand = 'pause' | 'resume' | 'stop' | 'retry';

export const sendTaskCommand = (id: number, command: TaskCommand) =>
  post<{ verdict?: string }>(ws(`/patchdata/${id}/${command}`));

export function usePeriodicJobs(text: string) {
  return useQuery({
    queryKey: ['periodic_jobs', currentWorkspace(), text],
    queryFn: async () =>
      (await get<ListOf<PeriodicJob>>(ws(`/schedules${query({ type: 'periodic', q: text, limit: SEARCH_LIMIT })}`)))
        .items,
    placeholderData: keepPreviousData,
  });
}

export const relatedQuery = (jobId: number) => ({
  queryKey: ['patchdata_related', currentWorkspace(), jobId],
  queryFn: async () => (await get<{ items: RelatedJob[] }>(ws(`/patchdata/related?job_id=${jobId}`))).items,
});
