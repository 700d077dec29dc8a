/** One calendar: its name and week, and a year of days to click. */

import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight, FileUp, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ErrorBox } from '../../../components/ui/Feedback';
import { clock } from '../../../lib/time';
import { type Calendar, refetchCalendars, saveCalendar } from './api';
import { DeleteCalendar, ImportCalendar } from './CalendarDialogs';
import { WeekSelect } from './WeekSelect';
import { YearView } from './YearView';
import { countWorking, daysOf, type Overrides, sameOverrides, toggled } from './year';

const MONTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const FIRST_YEAR = 1970;
const LAST_YEAR = 9998;

interface CalendarFormProps {
  calendar: Calendar;
  mayEdit: boolean;
  onDeleted: () => void;
}

export function CalendarForm({ calendar, mayEdit, onDeleted }: CalendarFormProps) {
  const { t } = useTranslation();
  const [name, setName] = useState(calendar.name);
  const [description, setDescription] = useState(calendar.description);
  const [week, setWeek] = useState(calendar.default_working_days);
  const [overrides, setOverrides] = useState<Overrides>(calendar.overrides);
  const [year, setYear] = useState(() => new Date().getFullYear());
  const [asking, setAsking] = useState<'import' | 'delete' | null>(null);
  const take = (saved: Calendar) => {
    setName(saved.name);
    setDescription(saved.description);
    setWeek(saved.default_working_days);
    setOverrides(saved.overrides);
  };
  const save = useMutation({
    mutationFn: () =>
      saveCalendar(calendar.id, {
        name: name.trim(),
        description,
        default_working_days: week,
        overrides,
        revision: calendar.revision,
      }),
    onSuccess: async (saved) => {
      take(saved);
      await refetchCalendars();
    },
  });
  const changed =
    name !== calendar.name ||
    description !== calendar.description ||
    week !== calendar.default_working_days ||
    !sameOverrides(overrides, calendar.overrides);
  const working = MONTHS.reduce((sum, month) => sum + countWorking(daysOf(year, month), week, overrides), 0);
  const days = MONTHS.reduce((sum, month) => sum + daysOf(year, month).length, 0);
  return (
    <section className="grow col calendarform" aria-label={calendar.name}>
      <div className="bar h48">
        <h2 className="b6 ell" title={calendar.name}>
          {calendar.name}
        </h2>
        <span className="t3 s12 ell grow">
          {changed
            ? t('calendars.unsaved')
            : t('calendars.saved', { time: clock(calendar.updated_at), name: calendar.updated_by })}
        </span>
        <Button
          leftSection={<FileUp size={14} />}
          disabled={!mayEdit || changed}
          title={changed ? t('calendars.save_first') : undefined}
          onClick={() => setAsking('import')}
          data-testid="btn-import"
        >
          {t('calendars.import')}
        </Button>
        <Button
          className="danger"
          leftSection={<Trash2 size={14} />}
          disabled={!mayEdit}
          onClick={() => setAsking('delete')}
        >
          {t('tree.delete')}
        </Button>
        <Button
          variant="filled"
          disabled={!mayEdit || !changed || name.trim() === ''}
          loading={save.isPending}
          onClick={() => save.mutate()}
          data-testid="btn-save-calendar"
        >
          {t('bar.save')}
        </Button>
      </div>
      {save.error && (
        <div className="bar-error">
          <ErrorBox title={t('calendars.save_failed', { name: calendar.name })} error={save.error} />
        </div>
      )}
      <div className="grow calendarscroll">
        <div className="row calendarfields">
          <TextInput
            label={t('new_job.name')}
            value={name}
            maxLength={128}
            disabled={!mayEdit}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <WeekSelect value={week} disabled={!mayEdit} onChange={setWeek} />
          <TextInput
            className="grow"
            label={t('job.description')}
            value={description}
            maxLength={1000}
            disabled={!mayEdit}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
        </div>
        <UsedBy calendar={calendar} />
        <div className="row yearbar">
          <button
            type="button"
            className="ib"
            disabled={year <= FIRST_YEAR}
            aria-label={t('calendars.year_before')}
            title={t('calendars.year_before')}
            onClick={() => setYear(year - 1)}
          >
            <ChevronLeft size={16} />
          </button>
          <h3 className="b6 tn" aria-live="polite">
            {year}
          </h3>
          <button
            type="button"
            className="ib"
            disabled={year >= LAST_YEAR}
            aria-label={t('calendars.year_after')}
            title={t('calendars.year_after')}
            onClick={() => setYear(year + 1)}
          >
            <ChevronRight size={16} />
          </button>
          <span className="t2 tn" data-testid="year-count">
            {t('calendars.year_count', { working, other: days - working })}
          </span>
          <span className="grow" />
          <span className="row gap4 s12 t2">
            <i className="yearkey" /> {t('calendars.working')}
          </span>
          <span className="row gap4 s12 t2">
            <i className="yearkey off" /> {t('calendars.off')}
          </span>
          <span className="row gap4 s12 t2">
            <i className="yearkey set" /> {t('calendars.override')}
          </span>
        </div>
        <YearView
          year={year}
          week={week}
          overrides={overrides}
          disabled={!mayEdit}
          onToggle={(day) => setOverrides(toggled(day, week, overrides))}
        />
      </div>
      {asking === 'import' && <ImportCalendar calendar={calendar} onClose={() => setAsking(null)} onImported={take} />}
      {asking === 'delete' && (
        <DeleteCalendar calendar={calendar} onClose={() => setAsking(null)} onDeleted={onDeleted} />
      )}
    </section>
  );
}

const MOST_NAMED = 12;

function UsedBy({ calendar }: { calendar: Calendar }) {
  const { t } = useTranslation();
  if (calendar.used_by.length === 0) return <p className="usedbyline t3 s12">{t('calendars.used_by_none')}</p>;
  return (
    <p className="usedbyline s12 t2">
      {t('calendars.used_by')}
      {calendar.used_by.slice(0, MOST_NAMED).map((use) => (
        <Link
          key={use.job_id}
          className="link ell usedbyjob"
          to={`/development/${use.job_id}/schedule`}
          title={use.job_name}
        >
          {use.job_name}
        </Link>
      ))}
      {calendar.used_by.length > MOST_NAMED &&
        t('scheduling.more_jobs', { count: calendar.used_by.length - MOST_NAMED })}
    </p>
  );
}
