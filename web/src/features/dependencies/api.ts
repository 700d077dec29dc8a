/** The graph of jobs: who waits for whom. */

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { get, query } from '../../api/client';
import { currentWorkspace, ws } from '../../api/queries';

export type JobState = 'not_started' | 'scheduling' | 'paused' | 'stopped' | 'ended';

export interface GraphJob {
  job_id: number;
  job_name: string;
  state: JobState;
  sentence: string;
  last_status: string | null;
}

export interface GraphEdge {
  upstream: number;
  downstream: number;
  cycle: 'same' | 'previous';
  n: number;
  rule: 'default' | 'all' | 'any' | 'last' | 'nearest';
  on_upstream_failure: 'pending' | 'continue' | 'cancel';
}

export interface Graph {
  nodes: GraphJob[];
  edges: GraphEdge[];
  more: number;
}

export interface Around {
  readonly jobId: number | null;
  readonly up: number;
  readonly down: number;
}

const STATES_MS = 10_000;

/** Around one job, or all of the workspace. */
export function useGraph({ jobId, up, down }: Around) {
  const path = jobId === null ? '/schedules/graph' : `/schedules/graph${query({ job_id: jobId, up, down })}`;
  return useQuery({
    queryKey: ['schedule_graph', currentWorkspace(), path],
    queryFn: () => get<Graph>(ws(path)),
    placeholderData: keepPreviousData,
    staleTime: 0,
    refetchInterval: STATES_MS,
  });
}
