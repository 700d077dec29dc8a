/** Calls on calendars of working days. The types are those of the server's document. */

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { get, post, put, remove } from '../../../api/client';
import type { components } from '../../../api/generated';
import { currentWorkspace, queryClient, ws } from '../../../api/queries';

type Server = components['schemas'];
export type Calendar = Server['CalendarAnswer'];
export type CalendarBody = Server['CalendarBody'];
export type Imported = Server['ImportAnswer'];
export type Year = Server['YearAnswer'];
export type WorkingDays = Calendar['default_working_days'];

const listKey = () => ['calendars', currentWorkspace()] as const;
const yearKey = () => ['calendar_days', currentWorkspace()] as const;

export function useCalendarList() {
  return useQuery({
    queryKey: listKey(),
    queryFn: async () => (await get<Server['Calendars']>(ws('/calendars?limit=200'))).items,
    staleTime: 0,
  });
}

export function useYear(calendarId: number, year: number, revision: number) {
  return useQuery({
    queryKey: [...yearKey(), calendarId, year, revision],
    queryFn: () => get<Year>(ws(`/calendars/${calendarId}/days?year=${year}`)),
    placeholderData: keepPreviousData,
  });
}

export const createCalendar = (body: CalendarBody) => post<Calendar>(ws('/calendars'), body);
export const saveCalendar = (id: number, body: CalendarBody & { revision: number }) =>
  put<Calendar>(ws(`/calendars/${id}`), body);
export const deleteCalendar = (id: number) => remove<null>(ws(`/calendars/${id}`));
export const importCalendar = (id: number, ics: string, working: boolean) =>
  post<Imported>(ws(`/calendars/${id}/import`), { ics, working });

export const refetchCalendars = () => queryClient.invalidateQueries({ queryKey: listKey() });
