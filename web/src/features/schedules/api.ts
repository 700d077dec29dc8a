/** Calls on the schedule of a job, with what they answer. */

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { get, post } from '../../api/client';
import { currentWorkspace, ws } from '../../api/queries';
import type { InstanceStatus, ListOf, Problem, Tree } from '../../api/types';
import type { Dependency, Schedule } from '../../lib/schedule';

export type ScheduleState = 'not_started' | 'scheduling' | 'paused' | 'stopped' | 'ended';

export interface JobState {
  job_id: number;
  job_name: string;
  state: ScheduleState;
}

export interface Upstream {
  job: string;
  job_id: number | null;
  state: ScheduleState | null;
}

export interface JobSchedule {
  job_name: string;
  sentence: string;
  /** The submitted one. */
  schedule: Partial<Schedule> | null;
  state: ScheduleState;
  since: string | null;
  zone: string;
  next_plan_time: string | null;
  left_out: number;
  dependents: JobState[];
  upstream: Upstream[];
}

export interface NextTime {
  plan_time: string;
  /** With the offset of the schedule's zone. */
  local: string;
  working_day: boolean | null;
  dry_run: boolean;
  waits_for: number;
}

export interface Preview {
  /** The schedule in English words. */
  sentence: string;
  problems: Problem[];
  zone: string;
  next: NextTime[];
}

export interface UpstreamInstance {
  plan_time: string;
  local: string;
  instance_id: number | null;
  status: InstanceStatus | null;
}

export interface DependencyPreview {
  index: number;
  job: string;
  workspace: string | null;
  job_id: number | null;
  refusal: string | null;
  upstream_sentence: string;
  upstream_state: ScheduleState | null;
  first: string | null;
  until: string | null;
  require: 'all' | 'any' | 'none';
  when_empty: 'run' | 'cancel';
  instances: UpstreamInstance[];
  total: number;
  previous: UpstreamInstance[] | null;
  decision: 'run' | 'wait' | 'cancel';
}

export interface DependenciesPreview {
  mode: 'natural' | 'traditional';
  dependencies: DependencyPreview[];
}

export interface GraphJob extends JobState {
  last_status: string | null;
}

export interface GraphEdge {
  upstream: number;
  downstream: number;
  cycle: Dependency['cycle'];
  n: number;
  rule: Dependency['rule'];
  on_upstream_failure: Dependency['on_upstream_failure'];
}

export interface Graph {
  nodes: GraphJob[];
  edges: GraphEdge[];
}

export interface SchedulingSettings {
  dependency_mode: 'natural' | 'traditional';
  on_upstream_failure: Schedule['depends_on'][number]['on_upstream_failure'];
  clear_waiting_days: number;
  limits: { concurrency: number };
}

interface Named {
  id: number;
  name: string;
}

export interface TaskGroup extends Named {
  max: number;
}

export const scheduleKeys = {
  schedule: (job: number) => ['schedule', currentWorkspace(), job] as const,
  preview: (job: number) => ['schedule_preview', currentWorkspace(), job] as const,
  dependencies: (job: number) => ['schedule_dependencies', currentWorkspace(), job] as const,
};

const STATE_MS = 10_000;
const MINUTE_MS = 60_000;
const SHOWN_TIMES = 10;

export function useJobSchedule(jobId: number) {
  return useQuery({
    queryKey: scheduleKeys.schedule(jobId),
    queryFn: () => get<JobSchedule>(ws(`/jobs/${jobId}/schedule`)),
    refetchInterval: STATE_MS,
    staleTime: 0,
  });
}

/** The submitted schedule of an upstream job; its state comes with the preview. */
export function useUpstreamSchedule(jobId: number | null) {
  const { data } = useQuery({
    queryKey: [...scheduleKeys.schedule(jobId ?? 0), 'as_upstream'],
    queryFn: () => get<JobSchedule>(ws(`/jobs/${jobId}/schedule`)),
    enabled: jobId !== null,
  });
  return data;
}

/** The next plan times of the schedule as it is drawn, whether it was saved or not. */
export function usePreview(jobId: number, schedule: Schedule | null, after: string | null) {
  return useQuery({
    queryKey: [...scheduleKeys.preview(jobId), schedule, after],
    queryFn: () => post<Preview>(ws(`/jobs/${jobId}/schedule/preview`), { schedule, count: SHOWN_TIMES, after }),
    enabled: schedule !== null,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
    // As soon as the first one has passed it is no longer one to come.
    refetchInterval: (query) => {
      const first = query.state.data?.next[0]?.plan_time;
      const left = first ? Date.parse(first) - Date.now() : MINUTE_MS;
      return Math.min(MINUTE_MS, Math.max(1000, left + 300));
    },
    retry: false,
  });
}

export function useDependencies(jobId: number, schedule: Schedule | null, planTime: string | null) {
  return useQuery({
    queryKey: [...scheduleKeys.dependencies(jobId), schedule, planTime],
    queryFn: () =>
      post<DependenciesPreview>(ws(`/jobs/${jobId}/schedule/dependencies`), { schedule, plan_time: planTime }),
    enabled: schedule !== null && planTime !== null && schedule.depends_on.length > 0,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
    refetchInterval: STATE_MS,
    retry: false,
  });
}

/** The jobs around a job, so many steps each way, as they were last saved. */
export function useGraph(jobId: number, steps: number) {
  return useQuery({
    queryKey: ['schedule_graph', currentWorkspace(), jobId, steps],
    queryFn: () => get<Graph>(ws(`/schedules/graph?job_id=${jobId}&up=${steps}&down=${steps}`)),
    staleTime: 0,
  });
}

export type ScheduleCommand = 'start' | 'pause' | 'resume' | 'stop';

export function sendScheduleCommand(jobId: number, command: ScheduleCommand, body: Readonly<Record<string, boolean>>) {
  return post<{ verdict?: string }>(ws(`/jobs/${jobId}/schedule/${command}`), body);
}

export function useCalendars() {
  return useQuery({
    queryKey: ['calendars', currentWorkspace()],
    queryFn: async () => (await get<ListOf<Named>>(ws('/calendars?limit=200'))).items,
  });
}

export function useTaskGroups() {
  return useQuery({
    queryKey: ['task_groups', currentWorkspace()],
    queryFn: async () => (await get<ListOf<TaskGroup>>(ws('/task_groups?limit=200'))).items,
  });
}

export function useSchedulingSettings() {
  return useQuery({
    queryKey: ['scheduling_settings', currentWorkspace()],
    queryFn: () => get<SchedulingSettings>(ws('/settings/scheduling')),
  });
}

/** The jobs of another workspace, for a dependency that crosses. */
export const fetchJobsOf = async (workspace: number) =>
  (await get<Tree>(`/api/workspaces/${workspace}/tree`)).jobs.map((job) => job.name);
