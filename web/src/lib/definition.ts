/** The definition of a job as the API speaks it. Unknown fields are kept and written back. */

import type { Schedule } from './schedule';

export type FailPolicy = 'FAIL' | 'FAIL_CHILD' | 'IGNORE' | 'SUSPEND';
export type OnFalse = 'skip_all' | 'skip_next';
export type AfterLoss = 'default' | 'fail' | 'run_again' | 'ask';
export type JobKind = 'pipeline' | 'single_task';
export type Properties = Readonly<Record<string, unknown>>;

export interface Position {
  readonly x: number;
  readonly y: number;
}

export interface Retry {
  readonly times: number;
  readonly interval_seconds: number;
  readonly on_timeout: boolean;
  readonly codes: ReadonlyArray<readonly [number, number]>;
}

export interface JobNode {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly properties: Properties;
  readonly position: Position | null;
  readonly description: string;
  readonly fail_policy: FailPolicy;
  readonly retry: Retry;
  readonly timeout_minutes: number;
  readonly dry_run: boolean;
  readonly after_loss: AfterLoss;
  readonly queue: string;
  /** It wins over the job's (R86). */
  readonly task_group: string | null;
  readonly memory_limit_mb: number | null;
  readonly nice: number;
  /** The group it is drawn in. */
  readonly group: string | null;
  /** Automatic arrangement leaves it where it stands. */
  readonly pinned: boolean;
}

export interface JobEdge {
  readonly source: string;
  readonly target: string;
  readonly condition: string | null;
  readonly on_false: OnFalse;
  /** A note in Markdown. */
  readonly description: string;
}

/** A frame around nodes; it only orders the drawing. `parent`: the group it lies in. */
export interface CanvasGroup {
  readonly id: string;
  readonly name: string;
  readonly parent: string | null;
  readonly collapsed: boolean;
}

/** A note in Markdown on the canvas; sizes in pixels at zoom 1. */
export interface CanvasNote {
  readonly id: string;
  readonly text: string;
  readonly position: Position;
  readonly width: number;
  readonly height: number;
}

export interface Parameter {
  readonly name: string;
  readonly value: string;
  readonly kind: 'variable' | 'constant';
  readonly masked: boolean;
  readonly description: string;
}

export interface JobDefinition {
  readonly schema_version: number;
  readonly job_kind: JobKind;
  readonly description: string;
  readonly params: readonly Parameter[];
  readonly nodes: readonly JobNode[];
  readonly edges: readonly JobEdge[];
  readonly groups: readonly CanvasGroup[];
  readonly notes: readonly CanvasNote[];
  readonly multi_if: 'OR' | 'AND';
  readonly dry_run: boolean;
  readonly priority: number;
  readonly instance_timeout_minutes: number;
  /** As the server sent it; `features/schedules` fills in what is left out. */
  readonly schedule?: Partial<Schedule> | null;
}

const NODE_DEFAULTS: Omit<JobNode, 'id' | 'name' | 'type'> = {
  properties: {},
  position: null,
  description: '',
  fail_policy: 'FAIL',
  retry: { times: 0, interval_seconds: 120, on_timeout: false, codes: [] },
  timeout_minutes: 60,
  dry_run: false,
  after_loss: 'default',
  queue: '',
  task_group: null,
  memory_limit_mb: null,
  nice: 0,
  group: null,
  pinned: false,
};

/** The server may leave defaults out; here every field is present. */
export function fillNode(node: Partial<JobNode> & Pick<JobNode, 'id' | 'name' | 'type'>): JobNode {
  return { ...NODE_DEFAULTS, ...node, retry: { ...NODE_DEFAULTS.retry, ...node.retry } };
}

export function fillDefinition(raw: Partial<JobDefinition>): JobDefinition {
  return {
    ...raw,
    schema_version: raw.schema_version ?? 1,
    job_kind: raw.job_kind ?? 'pipeline',
    description: raw.description ?? '',
    params: (raw.params ?? []).map(fillParameter),
    nodes: (raw.nodes ?? []).map(fillNode),
    edges: (raw.edges ?? []).map((edge) => ({
      ...edge,
      condition: edge.condition ?? null,
      on_false: edge.on_false ?? 'skip_all',
      description: edge.description ?? '',
    })),
    groups: (raw.groups ?? []).map((group) => ({
      ...group,
      parent: group.parent ?? null,
      collapsed: group.collapsed ?? false,
    })),
    notes: raw.notes ?? [],
    multi_if: raw.multi_if ?? 'OR',
    dry_run: raw.dry_run ?? false,
    priority: raw.priority ?? 1,
    instance_timeout_minutes: raw.instance_timeout_minutes ?? 0,
  };
}

export function fillParameter(raw: Partial<Parameter>): Parameter {
  return { name: '', value: '', kind: 'variable', masked: false, description: '', ...raw };
}
