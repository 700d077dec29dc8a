/** Held by the compiler only: every field that `api.ts` names is one that the server's document has. */

import type { components } from '../../api/generated';
import type * as own from './api';

type Server = components['schemas'];
type Unknown<Own, Theirs> = Exclude<keyof Own, keyof Theirs>;

interface UnknownFields {
  job_schedule: Unknown<own.JobSchedule, Server['ScheduleAnswer']>;
  dependent: Unknown<own.JobState, Server['DependentAnswer']>;
  upstream: Unknown<own.Upstream, Server['UpstreamAnswer']>;
  next: Unknown<own.NextTime, Server['PlanTimeAnswer']>;
  preview: Unknown<own.Preview, Server['PreviewAnswer']>;
  needed: Unknown<own.UpstreamInstance, Server['NeededAnswer']>;
  dependency: Unknown<own.DependencyPreview, Server['DependencyAnswer']>;
  graph: Unknown<own.Graph, Server['GraphAnswer']>;
  graph_edge: Unknown<own.GraphEdge, Server['GraphEdgeAnswer']>;
  graph_job: Unknown<own.GraphJob, Server['GraphJobAnswer']>;
  dependencies: Unknown<own.DependenciesPreview, Server['DependenciesAnswer']>;
}

type MustBeNever<T extends Record<keyof T, never>> = T;

export type Contract = MustBeNever<UnknownFields>;
