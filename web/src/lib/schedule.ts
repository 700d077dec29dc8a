/** The schedule of a job as the definition holds it. Unknown fields are kept and written back. */

export interface Minutes {
  readonly type: 'minutes' | 'even_minutes' | 'hours';
  readonly every: number;
  readonly from: string;
  readonly to: string;
}

export interface DiscreteHours {
  readonly type: 'discrete_hours';
  readonly hours: readonly number[];
  readonly minute: number;
}

export interface Daily {
  readonly type: 'daily';
  readonly at: string;
}

export interface Weekly {
  readonly type: 'weekly';
  /** 1 is Monday. */
  readonly days: readonly number[];
  readonly at: string;
}

export type MonthDay = number | 'L';

export interface Monthly {
  readonly type: 'monthly';
  readonly days: readonly MonthDay[];
  readonly at: string;
}

export interface Cron {
  readonly type: 'cron';
  readonly expression: string;
}

export type Recurrence = Minutes | DiscreteHours | Daily | Weekly | Monthly | Cron;
export type RecurrenceType = Recurrence['type'];
export type InstanceRule = 'default' | 'all' | 'any' | 'last' | 'nearest';
export type OnUpstreamFailure = 'pending' | 'continue' | 'cancel';

export interface Dependency {
  readonly job: string;
  /** Its name; null is the job's own workspace. */
  readonly workspace: string | null;
  readonly cycle: 'same' | 'previous';
  readonly n: number;
  readonly rule: InstanceRule;
  readonly on_upstream_failure: OnUpstreamFailure;
  readonly run_after_dependency_ends: boolean;
}

export interface Listening {
  readonly path: string;
  readonly interval_minutes: number;
  readonly timeout_minutes: number;
}

export interface Schedule {
  readonly type: 'once' | 'periodic' | 'event';
  readonly zone: string | null;
  /** Without an offset these are wall times in the zone. */
  readonly start: string | null;
  readonly end: string | null;
  readonly recurrence: Recurrence | null;
  readonly calendar: string | null;
  readonly misfire: 'all' | 'latest' | 'none';
  readonly misfire_cap: number;
  readonly concurrency: number;
  readonly self_dependent: boolean;
  readonly skip_to_latest: boolean;
  readonly clear_waiting: 'workspace' | 'yes' | 'no';
  readonly clear_days: number | null;
  readonly confirm: boolean;
  readonly task_group: string | null;
  readonly depends_on: readonly Dependency[];
  readonly listening: Listening | null;
}
