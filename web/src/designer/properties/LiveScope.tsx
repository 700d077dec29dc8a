/** Gives the fields inside values for the chosen plan time, and the names that expressions may use. */

import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef } from 'react';
import { get, post, request } from '../../api/client';
import { ws } from '../../api/queries';
import type { ElFunction, Evaluations } from '../../api/types';
import { LiveBatch } from '../../forms/live/batch';
import { LiveContext } from '../../forms/live/context';
import type { JobDefinition } from '../../lib/definition';
import { useDesigner, useDocument } from '../context';
import { upstreamOf } from '../model/document';
import { usePlanChoice } from './planTime';

const SHOWN_TIMES = 6;
const NO_FUNCTIONS: readonly ElFunction[] = [];

interface NextTimes {
  readonly zone: string;
  readonly next: readonly { readonly plan_time: string }[];
}

export interface PlanTimes {
  readonly job: number;
  /** Null: now. */
  readonly at: string | null;
  readonly zone: string | null;
  readonly next: readonly string[];
  /** The run whose outputs the values use. */
  readonly instance: () => number | null;
}

const PlanContext = createContext<PlanTimes | null>(null);

export function usePlanTimes(): PlanTimes | null {
  return useContext(PlanContext);
}

/** The next plan times of the schedule as it is drawn. */
function useNextTimes(job: number, doc: JobDefinition): NextTimes | undefined {
  const { schedule } = doc;
  return useQuery({
    queryKey: ['plan_times', job, schedule],
    queryFn: () => post<NextTimes>(ws(`/jobs/${job}/schedule/preview`), { schedule, count: SHOWN_TIMES, after: null }),
    enabled: job > 0 && schedule !== null && schedule !== undefined,
    retry: false,
    staleTime: 60_000,
    gcTime: 60_000,
  }).data;
}

/** Nodes that run before `node` first, then the others. */
function nodeNames(doc: JobDefinition, node: string | undefined): string[] {
  const before = node === undefined ? new Set<string>() : upstreamOf(doc, node);
  const others = doc.nodes.filter((one) => one.id !== node);
  return [...others.filter((one) => before.has(one.id)), ...others.filter((one) => !before.has(one.id))].map(
    (one) => one.name,
  );
}

export function LiveScope({ node, children }: { node?: string; children: ReactNode }) {
  const { host } = useDesigner();
  const { doc } = useDocument();
  const job = host?.jobId ?? 0;
  const choice = usePlanChoice(job);
  const times = useNextTimes(job, doc);
  const functions =
    useQuery({
      queryKey: ['el_functions'],
      queryFn: async () => (await get<{ items: ElFunction[] }>(ws('/expressions/functions'))).items,
      staleTime: Number.POSITIVE_INFINITY,
    }).data ?? NO_FUNCTIONS;
  const next = useMemo(() => times?.next.map((one) => one.plan_time) ?? [], [times]);
  const at = choice === 'auto' ? (next[0] ?? null) : choice === 'now' ? null : choice.at;
  const facts = {
    job_id: job || null,
    plan_time: at,
    zone: doc.schedule?.zone ?? null,
    calendar: doc.schedule?.calendar ?? null,
    params: doc.params.map(({ name, value, masked }) => ({ name, value, masked })),
  };
  const latest = useRef(facts);
  latest.current = facts;
  const batch = useMemo(
    () =>
      new LiveBatch((items, signal) =>
        request<Evaluations>('POST', ws('/expressions/evaluate-many'), { ...latest.current, items }, {}, signal),
      ),
    [],
  );
  useEffect(() => () => batch.end(), [batch]);
  const { params } = doc;
  // biome-ignore lint/correctness/useExhaustiveDependencies: any of these makes the answers old.
  useEffect(() => batch.renew(), [batch, params, at, facts.zone, facts.calendar]);
  const names = nodeNames(doc, node).join('\n');
  const live = useMemo(
    () => ({ batch, words: { params, nodes: names === '' ? [] : names.split('\n'), functions } }),
    [batch, params, names, functions],
  );
  const plan = useMemo(
    () => ({ job, at, zone: times?.zone ?? facts.zone, next, instance: () => batch.instance }),
    [job, at, times, facts.zone, next, batch],
  );
  return (
    <PlanContext value={plan}>
      <LiveContext value={live}>{children}</LiveContext>
    </PlanContext>
  );
}
