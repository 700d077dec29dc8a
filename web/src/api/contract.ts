/** Held by the compiler only: every field that `types.ts` names is one that the server's document has. */

import type { components } from './generated';
import type * as own from './types';

type Server = components['schemas'];
type Unknown<Own, Theirs> = Exclude<keyof Own, keyof Theirs>;

/** `never` in every row; another type names the field that the server does not send. */
interface UnknownFields {
  attempt: Unknown<own.Attempt, Server['AttemptAnswer']>;
  connection: Unknown<own.Connection, Server['ConnectionAnswer']>;
  connection_test: Unknown<own.ConnectionTest, Server['TestResult']>;
  connection_type: Unknown<own.ConnectionType, Server['ConnectionTypeAnswer']>;
  directory: Unknown<own.Directory, Server['DirectoryAnswer']>;
  evaluation: Unknown<own.Evaluation, Server['ExpressionAnswer']>;
  instance: Unknown<own.Instance, Server['InstanceAnswer']>;
  instance_summary: Unknown<own.InstanceSummary, Server['InstanceSummaryAnswer']>;
  job: Unknown<own.Job, Server['JobAnswer']>;
  log_line: Unknown<own.LogLine, Server['LogLineAnswer']>;
  log_page: Unknown<own.LogPage, Server['LogAnswer']>;
  node_run: Unknown<own.NodeRun, Server['NodeRunAnswer']>;
  node_run_detail: Unknown<own.NodeRunDetail, Server['NodeRunWithOutput']>;
  node_type: Unknown<own.NodeType, Server['NodeTypeAnswer']>;
  problem: Unknown<own.Problem, Server['ProblemAnswer']>;
  saved_draft: Unknown<own.SavedDraft, Server['SavedDraft']>;
  session: Unknown<own.Session, Server['Session']>;
  tree: Unknown<own.Tree, Server['TreeAnswer']>;
  tree_job: Unknown<own.TreeJob, Server['TreeJob']>;
}

type MustBeNever<T extends Record<keyof T, never>> = T;

export type Contract = MustBeNever<UnknownFields>;
