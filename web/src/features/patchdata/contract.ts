/** Held by the compiler only: every field that `api.ts` names is one that the server's document has. */

import type { components } from '../../api/generated';
import type * as own from './api';

type Server = components['schemas'];
type Unknown<Own, Theirs> = Exclude<keyof Own, keyof Theirs>;

interface UnknownFields {
  request: Unknown<own.TaskRequest, Server['PatchBody']>;
  plan: Unknown<own.Plan, Server['PatchPlanAnswer']>;
  planned_job: Unknown<own.PlannedJob, Server['PlannedJob']>;
  planned_entry: Unknown<own.PlannedEntry, Server['PlannedEntry']>;
  task: Unknown<own.Task, Server['PatchTask']>;
  entry: Unknown<own.TaskEntry, Server['TaskEntry']>;
  entries: Unknown<own.TaskEntries, Server['TaskEntries']>;
  related: Unknown<own.RelatedJob, Server['RelatedJob']>;
}

type MustBeNever<T extends Record<keyof T, never>> = T;

export type Contract = MustBeNever<UnknownFields>;
