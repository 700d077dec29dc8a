/** The history as a list: where it begins, what was done, and what was undone and may be done again. */

import type { History, Step } from '../../designer/model/history';

export interface HistoryRow {
  readonly mark: number;
  /** Null: the state before the first step that is kept. */
  readonly step: Step | null;
}

export function historyRows(history: History): readonly HistoryRow[] {
  const steps = [...history.past, ...history.future];
  return [{ mark: history.floor, step: null }, ...steps.map((step) => ({ mark: step.mark, step }))];
}
