/** Calls of the scheduling pages. The types are those of the server's document. */

import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { get, post, query } from '../../../api/client';
import type { components } from '../../../api/generated';
import { currentWorkspace, ws } from '../../../api/queries';

type Server = components['schemas'];
export type ScheduleRow = Server['ScheduleRowAnswer'];
export type CalendarDay = Server['CalendarDayAnswer'];
export type FutureSlot = Server['FutureSlotAnswer'];
export type SlotsResult = Server['SlotsAnswer'];

export interface ScheduleFilters {
  readonly q: string;
  readonly state: string;
  readonly type: string;
}

const PAGE = 100;
/** States change without anybody's doing, so they are asked for again. */
const AGAIN_MS = 15_000;
export const FUTURE_PAGE = 100;

export const overviewKeys = {
  list: () => ['schedules', currentWorkspace()] as const,
  calendar: () => ['schedule_calendar', currentWorkspace()] as const,
  future: (job: number) => ['schedule_future', currentWorkspace(), job] as const,
};

export function useSchedules(filters: ScheduleFilters) {
  return useInfiniteQuery({
    queryKey: [...overviewKeys.list(), filters],
    queryFn: ({ pageParam }) =>
      get<Server['Schedules']>(ws(`/schedules${query({ ...filters, cursor: pageParam, limit: PAGE })}`)),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS,
    staleTime: 0,
  });
}

export function useScheduleCalendar(first: string, days: number) {
  return useQuery({
    queryKey: [...overviewKeys.calendar(), first, days],
    queryFn: () => get<Server['ScheduleCalendarAnswer']>(ws(`/schedules/calendar${query({ first, days })}`)),
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS * 2,
    staleTime: 0,
  });
}

export function useFuture(jobId: number, offset: number, after: string | null) {
  return useQuery({
    queryKey: [...overviewKeys.future(jobId), offset, after],
    queryFn: () =>
      get<Server['FutureAnswer']>(ws(`/jobs/${jobId}/future${query({ offset, after, limit: FUTURE_PAGE })}`)),
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS,
    staleTime: 0,
  });
}

export function changeSlots(jobId: number, kind: 'freeze' | 'unfreeze', planTimes: readonly string[]) {
  return post<SlotsResult>(ws(`/jobs/${jobId}/future/${kind}`), { plan_times: planTimes });
}
