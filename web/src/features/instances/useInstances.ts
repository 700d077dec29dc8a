/** The list of instances: pages by cursor, changed rows in place, new rows counted but not pushed in. */

import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { get, query } from '../../api/client';
import { useLive } from '../../api/live';
import { currentWorkspace, keys, ws } from '../../api/queries';
import type { InstanceSummary, ListOf } from '../../api/types';

export interface Filters {
  readonly status: string;
  readonly trigger: string;
  readonly job_id: string;
  readonly batch: string;
  readonly plan_from: string;
  readonly plan_until: string;
}

type Pages = InfiniteData<ListOf<InstanceSummary>, string | null>;

const PAGE = 100;

function withRow(pages: Pages, row: InstanceSummary): Pages {
  const items = (list: InstanceSummary[]) => list.map((old) => (old.id === row.id ? { ...old, ...row } : old));
  return { ...pages, pages: pages.pages.map((page) => ({ ...page, items: items(page.items) })) };
}

export function useInstances(filters: Filters) {
  const client = useQueryClient();
  const key = [...keys.instances(currentWorkspace()), filters];
  const [fresh, setFresh] = useState<ReadonlySet<number>>(new Set());
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) =>
      get<ListOf<InstanceSummary>>(ws(`/instances${query({ ...filters, cursor: pageParam, limit: PAGE })}`)),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const newest = rows[0]?.id ?? 0;
  useLive(['instances'], (event, data) => {
    if (event !== 'instance') return;
    const row = data as unknown as InstanceSummary;
    const known = rows.some((old) => old.id === row.id);
    if (known) client.setQueryData<Pages>(key, (old) => (old ? withRow(old, row) : old));
    else if (row.id > newest && fits(row, filters)) setFresh((old) => new Set([...old, row.id]));
  });
  const showFresh = async () => {
    await client.resetQueries({ queryKey: key });
    setFresh(new Set());
  };
  return { list, rows, fresh: fresh.size, showFresh };
}

/** A row of the stream does not say its task of PatchData; such a list is asked for anew instead. */
export function fits(row: InstanceSummary, filters: Filters): boolean {
  if (filters.status !== '' && !filters.status.split(',').includes(row.status)) return false;
  if (filters.trigger !== '' && row.trigger !== filters.trigger) return false;
  if (filters.batch !== '') return false;
  const at = row.plan_time ? Date.parse(row.plan_time) : Number.NaN;
  if (filters.plan_from !== '' && !(at >= Date.parse(filters.plan_from))) return false;
  if (filters.plan_until !== '' && !(at < Date.parse(filters.plan_until))) return false;
  return filters.job_id === '' || row.job_id === Number(filters.job_id);
}
