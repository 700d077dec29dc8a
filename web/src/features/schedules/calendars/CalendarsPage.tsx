/** Calendars of working days: the list at the left, the year of one at the right. */

import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { CalendarDays, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { usePermission } from '../../../api/queries';
import { Dialog } from '../../../components/ui/Dialog';
import { Empty, ErrorBox, PageError } from '../../../components/ui/Feedback';
import { SchedulingFrame } from '../overview/SchedulingFrame';
import { type Calendar, createCalendar, refetchCalendars, useCalendarList, type WorkingDays } from './api';
import { CalendarForm } from './CalendarForm';
import { WeekSelect } from './WeekSelect';

export function CalendarsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { calendarId } = useParams();
  const calendars = useCalendarList();
  const mayEdit = usePermission('calendar.edit');
  const [creating, setCreating] = useState(false);
  const items = calendars.data ?? [];
  const chosen = items.find((one) => String(one.id) === calendarId) ?? (calendarId ? undefined : items[0]);
  const open = (id: number) => void navigate(`/scheduling/calendars/${id}`);
  const add = (
    <Button
      variant="filled"
      leftSection={<Plus size={14} />}
      disabled={!mayEdit}
      onClick={() => setCreating(true)}
      data-testid="btn-new-calendar"
    >
      {t('calendars.new')}
    </Button>
  );
  return (
    <SchedulingFrame note={calendars.data?.length} actions={items.length > 0 && add}>
      {calendars.error && !calendars.data && (
        <PageError title={t('calendars.failed')} error={calendars.error} onRetry={() => void calendars.refetch()} />
      )}
      {calendars.data && items.length === 0 && (
        <Empty icon={<CalendarDays size={24} />} title={t('calendars.empty')} text={t('calendars.empty_text')}>
          {add}
        </Empty>
      )}
      {items.length > 0 && (
        <div className="grow row stretch">
          <nav className="side objectlist" aria-label={t('scheduling.tab_calendars')}>
            <ul>
              {items.map((one) => (
                <li key={one.id}>
                  <CalendarItem calendar={one} on={one.id === chosen?.id} onOpen={() => open(one.id)} />
                </li>
              ))}
            </ul>
          </nav>
          {chosen ? (
            <CalendarForm
              key={chosen.id}
              calendar={chosen}
              mayEdit={mayEdit}
              onDeleted={() => void navigate('/scheduling/calendars')}
            />
          ) : (
            <div className="grow">
              <Empty title={t('calendars.not_found')} text={t('calendars.not_found_text')} />
            </div>
          )}
        </div>
      )}
      {creating && <NewCalendar onClose={() => setCreating(false)} onCreated={open} />}
    </SchedulingFrame>
  );
}

function CalendarItem({ calendar, on, onOpen }: { calendar: Calendar; on: boolean; onOpen: () => void }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className={`objectitem ${on ? 'on' : ''}`}
      aria-current={on ? 'page' : undefined}
      onClick={onOpen}
    >
      <span className="b5 ell" title={calendar.name}>
        {calendar.name}
      </span>
      <span className="t3 s12 ell">
        {t(`calendars.week_${calendar.default_working_days}`)}
        {' · '}
        {calendar.used_by.length === 0
          ? t('calendars.unused')
          : t('calendars.jobs', { count: calendar.used_by.length })}
      </span>
    </button>
  );
}

function NewCalendar({ onClose, onCreated }: { onClose: () => void; onCreated: (id: number) => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [week, setWeek] = useState<WorkingDays>('MON_FRI');
  const create = useMutation({
    mutationFn: () => createCalendar({ name: name.trim(), description: '', default_working_days: week, overrides: {} }),
    onSuccess: async (calendar) => {
      await refetchCalendars();
      onCreated(calendar.id);
      onClose();
    },
  });
  return (
    <Dialog
      title={t('calendars.new')}
      verb={t('calendars.create')}
      onClose={onClose}
      onConfirm={() => create.mutate()}
      busy={create.isPending}
      disabled={name.trim() === ''}
      testId="btn-create-calendar"
    >
      <TextInput
        label={t('new_job.name')}
        value={name}
        maxLength={128}
        data-autofocus
        data-testid="calendar-name"
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <WeekSelect value={week} onChange={setWeek} />
      {create.error && <ErrorBox error={create.error} />}
    </Dialog>
  );
}
