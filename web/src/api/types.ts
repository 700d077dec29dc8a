/** What the own API sends and takes; snake_case as on the wire. Times are ISO 8601 texts in UTC. */

import type { JobDefinition, JobKind } from '../lib/definition';

export type InstanceStatus =
  | 'waiting'
  | 'waiting_confirmation'
  | 'running'
  | 'abnormal'
  | 'paused'
  | 'success'
  | 'failure_ignored'
  | 'force_success'
  | 'failed'
  | 'canceled'
  | 'frozen';

export type NodeStatus =
  | 'waiting'
  | 'running'
  | 'success'
  | 'failed'
  | 'skipped'
  | 'canceled'
  | 'stopped'
  | 'paused'
  | 'force_success';

export type SubState = '' | 'blocked' | 'resolving' | 'queued' | 'retry_wait' | 'ask';
export type Trigger = 'schedule' | 'once' | 'event' | 'manual' | 'test' | 'patchdata' | 'subjob';

export interface ListOf<T> {
  items: T[];
  next_cursor: string | null;
}

export interface Workspace {
  id: number;
  name: string;
  role: string;
  permissions: string[];
}

export interface Session {
  user: { id: number; name: string; display_name: string | null };
  csrf_token: string;
  workspaces: Workspace[];
  version: string;
}

export interface JsonSchema {
  type?: string | string[];
  title?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  additionalProperties?: boolean | JsonSchema;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  maxLength?: number;
  maxItems?: number;
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  'x-kind'?: string;
  'x-language'?: string;
  'x-reference'?: string;
  'x-connection-types'?: string[];
  'x-multiline'?: boolean;
  'x-el'?: boolean;
  'x-el-per-row'?: boolean;
  'x-show-when'?: Record<string, unknown[]>;
  'x-section'?: string;
  'x-order'?: number;
  'x-labels'?: Record<string, string>;
}

export interface NodeType {
  name: string;
  label: string;
  group: string;
  icon: string;
  help: string;
  traits: { safe_to_repeat: boolean; waits: boolean; continuous: boolean };
  requires: string | null;
  properties_schema: JsonSchema;
  defaults: Record<string, unknown>;
  summary_fields: string[];
}

export interface ConnectionType {
  name: string;
  label: string;
  icon: string;
  help: string;
  properties_schema: JsonSchema;
  secret_fields: string[];
  requires: string | null;
}

export interface Directory {
  id: number;
  parent_id: number | null;
  name: string;
}

export interface TreeJob {
  id: number;
  name: string;
  directory_id: number | null;
  job_kind: JobKind;
  revision: number;
  schedule_state: 'not_started' | 'scheduling' | 'paused' | 'stopped';
  submitted_version: number | null;
  changed_since_submit: boolean;
  created_by: string;
  updated_by: string;
  updated_at: string;
  last_instance: { id: number; status: InstanceStatus } | null;
}

export interface Tree {
  directories: Directory[];
  jobs: TreeJob[];
  scripts: { id: number; name: string; language: string; directory_id: number | null }[];
}

export interface Problem {
  code: string;
  message: string;
  severity: 'error' | 'warning';
  node_id: string | null;
  field: string | null;
  column: number | null;
  /** The names and numbers of the message, to say it in another language. */
  values?: Readonly<Record<string, string | number>>;
}

export interface Job {
  id: number;
  name: string;
  directory_id: number | null;
  revision: number;
  definition: JobDefinition;
  submitted_version: number | null;
  changed_since_submit: boolean;
  problems: Problem[];
  created_at: string;
  created_by: string;
  updated_at: string;
  updated_by: string;
}

export interface SavedDraft {
  revision: number;
  changed_since_submit: boolean;
  problems: Problem[];
  updated_at: string;
}

export interface RunError {
  code: string;
  message: string;
}

export interface Attempt {
  id: number;
  number: number;
  cause: string;
  status: 'queued' | 'running' | 'finished' | 'lost';
  result: string | null;
  exit_code: number | null;
  worker: string | null;
  queued_at: string | null;
  started_at: string | null;
  ended_at: string | null;
  error: RunError | null;
}

export interface NodeRun {
  id: number | null;
  node_id: string;
  name: string;
  type: string;
  status: NodeStatus;
  sub_state: SubState;
  attempts: number;
  reason: string | null;
  error: RunError | null;
  started_at: string | null;
  ended_at: string | null;
  retry_at: string | null;
  has_output: boolean;
  report_url: string | null;
  children: { total: number; done: number; failed: number } | null;
  attempt_list: Attempt[];
}

export interface NodeRunDetail extends NodeRun {
  output: unknown;
  truncated: boolean;
  inputs: Record<string, unknown> | null;
  artifacts: { name: string; url: string; size: number | null }[];
}

export interface InstanceSummary {
  id: number;
  job_id: number;
  job_name: string;
  version_no: number | null;
  trigger: Trigger;
  status: InstanceStatus;
  plan_time: string | null;
  zone: string | null;
  run_number: number;
  started_at: string | null;
  ended_at: string | null;
  created_at: string;
  created_by: string | null;
  reason: string | null;
  parent_instance_id: number | null;
  nodes_total: number;
  nodes_done: number;
  nodes_failed: number;
}

export interface Instance extends InstanceSummary {
  definition: JobDefinition;
  params: Record<string, unknown>;
  node_runs: NodeRun[];
  revision: number;
}

export type CommandKind =
  | 'stop'
  | 'force_success'
  | 'retry_node'
  | 'succeed_node'
  | 'continue'
  | 'pause_node'
  | 'resume_node'
  | 'skip_node'
  | 'run_again'
  | 'confirm'
  | 'rerun'
  | 'prefer'
  | 'freeze'
  | 'unfreeze'
  | 'remove_dependency'
  | 'without_dependency';

export interface CommandResult {
  id: number;
  verdict?: 'pending' | 'applied' | 'refused';
  address?: string;
}

export interface LogLine {
  /** Where the line begins in the log, in bytes. */
  n: number;
  at: string;
  stream: 'out' | 'err' | 'info' | 'warn' | 'error';
  text: string;
}

export interface LogPage {
  lines: LogLine[];
  next_offset: number;
  ended: boolean;
  /** More is there already. */
  truncated: boolean;
}

export interface Connection {
  id: number;
  name: string;
  type: string;
  properties: Record<string, unknown>;
  secrets: Record<string, { set_at: string } | null>;
  revision: number;
  updated_at: string;
  updated_by: string;
  used_by: { job_id: number; job_name: string; node_name: string }[];
}

export interface ConnectionTest {
  ok: boolean;
  steps: { name: string; ok: boolean; detail: string }[];
  hint: string | null;
}

export interface Evaluation {
  ok: boolean;
  type?: string;
  value?: unknown;
  text?: string;
  message?: string;
  column?: number | null;
}

export interface TriedAnswer extends Evaluation {
  key: string;
}

export interface Evaluations {
  plan_time: string;
  zone: string;
  /** The run whose outputs of nodes were used. */
  instance_id?: number | null;
  items: TriedAnswer[];
}

/** A function of expressions, or without `kinds` a property. */
export interface ElFunction {
  object: string;
  name: string;
  kinds?: string[];
}
