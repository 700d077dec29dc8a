/** For which plan time values are shown, by job; chosen once, it holds for every field of the job. */

import { useSyncExternalStore } from 'react';

/** `auto`: the next plan time, or now for a job without a schedule. */
export type PlanChoice = 'auto' | 'now' | { readonly at: string };

const choices = new Map<number, PlanChoice>();
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function choosePlanTime(job: number, choice: PlanChoice): void {
  choices.set(job, choice);
  for (const listener of [...listeners]) listener();
}

export function usePlanChoice(job: number): PlanChoice {
  return useSyncExternalStore(subscribe, () => choices.get(job) ?? 'auto');
}
