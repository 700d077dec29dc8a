/** Why an instance waits, and commands to many instances. The types are those of the server's document. */

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { get, post } from '../../api/client';
import type { components } from '../../api/generated';
import { useLive } from '../../api/live';
import { currentWorkspace, ws } from '../../api/queries';
import type { CommandKind } from '../../api/types';

type Server = components['schemas'];
export type Waiting = Server['WaitingAnswer'];
export type WaitingPart = Server['WaitingPartAnswer'];
export type WaitedFor = Server['WaitedForAnswer'];
export type Outcomes = Server['CommandsAnswer'];

const AGAIN_MS = 5000;
const SETTLE_MS = 500;
/** A chain of causes is followed so far. */
const MOST_CAUSES = 4;

export interface Cause {
  readonly item: WaitedFor;
  /** Why this one waits itself, in a sentence; null when it does not wait. */
  readonly why: string | null;
}

export const commandMany = (ids: readonly number[], kind: CommandKind, args: Readonly<Record<string, unknown>> = {}) =>
  post<Outcomes>(ws('/instances/commands'), { ids, kind, args });

const fetchWaiting = (id: number) => get<Waiting>(ws(`/instances/${id}/waiting`));

export function useWaiting(id: number, enabled: boolean) {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  // What it waits for may be any other instance.
  useLive(enabled ? ['instances'] : [], () => {
    if (timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      void client.invalidateQueries({ queryKey: ['waiting', currentWorkspace(), id] });
    }, SETTLE_MS);
  });
  return useQuery({
    queryKey: ['waiting', currentWorkspace(), id],
    queryFn: () => fetchWaiting(id),
    enabled,
    refetchInterval: (query) => (query.state.data?.waiting ? AGAIN_MS : false),
    staleTime: 0,
  });
}

const GOOD = new Set(['success', 'failure_ignored', 'force_success']);

/** The upstream instances that hold an instance up, the most urgent first. */
export function blockers(waiting: Waiting): WaitedFor[] {
  return waiting.parts
    .filter((part) => !part.ok && (part.kind === 'upstream' || part.kind === 'upstream_end'))
    .flatMap((part) => part.items)
    .filter((item) => !item.waived && !GOOD.has(item.status ?? ''));
}

/** From the instance up to what began it all; each step asks why that one waits. */
export async function causesOf(waiting: Waiting, ask: (id: number) => Promise<Waiting>): Promise<Cause[]> {
  const causes: Cause[] = [];
  const seen = new Set([waiting.instance_id]);
  let next = blockers(waiting)[0];
  while (next && causes.length < MOST_CAUSES) {
    const id = next.instance_id;
    const itself: Waiting | null = id !== null && !seen.has(id) ? await ask(id) : null;
    causes.push({ item: next, why: itself?.waiting ? itself.sentence : null });
    if (id !== null) seen.add(id);
    next = itself?.waiting ? blockers(itself)[0] : undefined;
  }
  return causes.reverse();
}

export function useCauses(waiting: Waiting | undefined) {
  return useQuery({
    queryKey: ['waiting', currentWorkspace(), waiting?.instance_id ?? 0, 'causes', waiting?.sentence],
    queryFn: () => (waiting ? causesOf(waiting, fetchWaiting) : []),
    enabled: waiting?.waiting ?? false,
  });
}
