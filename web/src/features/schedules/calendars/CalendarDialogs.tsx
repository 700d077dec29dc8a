/** Import of a file of days, with what it did; and deleting, refused while jobs use the calendar. */

import { Button, SegmentedControl } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Dialog } from '../../../components/ui/Dialog';
import { ErrorBox } from '../../../components/ui/Feedback';
import { type Calendar, deleteCalendar, type Imported, importCalendar, refetchCalendars } from './api';

const MAX_BYTES = 1_000_000;
const MOST_SHOWN = 50;

interface ImportProps {
  calendar: Calendar;
  onClose: () => void;
  onImported: (calendar: Calendar) => void;
}

export function ImportCalendar({ calendar, onClose, onImported }: ImportProps) {
  const { t } = useTranslation();
  const [file, setFile] = useState<File | null>(null);
  const [working, setWorking] = useState('off');
  const load = useMutation({
    mutationFn: async () => importCalendar(calendar.id, (await file?.text()) ?? '', working === 'working'),
    onSuccess: async (done) => {
      onImported(done.calendar);
      await refetchCalendars();
    },
  });
  const tooLarge = file !== null && file.size > MAX_BYTES;
  const done = load.data;
  return (
    <Dialog
      title={t('calendars.import_title', { name: calendar.name })}
      verb={done ? t('common.done') : t('calendars.import_verb')}
      consequence={done ? undefined : t('calendars.import_note')}
      onClose={onClose}
      onConfirm={() => (done ? onClose() : load.mutate())}
      busy={load.isPending}
      disabled={!done && (file === null || tooLarge)}
      testId="btn-do-import"
    >
      {done ? (
        <ImportResult done={done} />
      ) : (
        <>
          <label className="field">
            <span className="lab">{t('calendars.file')}</span>
            <input
              type="file"
              accept=".ics,text/calendar"
              data-autofocus
              data-testid="ics-file"
              onChange={(event) => {
                setFile(event.currentTarget.files?.[0] ?? null);
                load.reset();
              }}
            />
            <span className={`hint ${tooLarge ? 'st-failed' : ''}`}>{t('calendars.file_help')}</span>
          </label>
          <div className="field">
            <span className="lab">{t('calendars.import_as')}</span>
            <SegmentedControl
              fullWidth
              aria-label={t('calendars.import_as')}
              value={working}
              data={[
                { value: 'off', label: t('calendars.days_off') },
                { value: 'working', label: t('calendars.working_days') },
              ]}
              onChange={setWorking}
            />
          </div>
          {load.error && <ErrorBox title={t('calendars.import_failed')} error={load.error} />}
        </>
      )}
    </Dialog>
  );
}

function ImportResult({ done }: { done: Imported }) {
  const { t } = useTranslation();
  return (
    <div className="col gap8" data-testid="import-result">
      <p>{t('calendars.import_done', { added: done.added, changed: done.changed, skipped: done.skipped.length })}</p>
      {done.skipped.length > 0 && (
        <ul className="plainlist importskipped">
          {done.skipped.slice(0, MOST_SHOWN).map((one, index) => (
            <li key={index}>
              <span className="b5">{one.summary || t('calendars.no_summary')}</span>{' '}
              <span className="t2">{one.why}</span>
            </li>
          ))}
          {done.skipped.length > MOST_SHOWN && (
            <li className="t3">{t('calendars.more_events', { count: done.skipped.length - MOST_SHOWN })}</li>
          )}
        </ul>
      )}
    </div>
  );
}

interface DeleteProps {
  calendar: Calendar;
  onClose: () => void;
  onDeleted: () => void;
}

export function DeleteCalendar({ calendar, onClose, onDeleted }: DeleteProps) {
  const { t } = useTranslation();
  const destroy = useMutation({
    mutationFn: () => deleteCalendar(calendar.id),
    onSuccess: async () => {
      onDeleted();
      await refetchCalendars();
    },
    onError: () => refetchCalendars(),
  });
  const used = calendar.used_by.length > 0;
  return (
    <Dialog
      title={t('delete.title', { name: calendar.name })}
      verb={t('tree.delete')}
      danger
      disabled={used}
      onClose={onClose}
      onConfirm={() => destroy.mutate()}
      busy={destroy.isPending}
      testId="btn-confirm-delete"
    >
      <p className="t2">{t(used ? 'calendars.delete_blocked' : 'calendars.delete_text', { name: calendar.name })}</p>
      {used && <JobLinks jobs={calendar.used_by} />}
      {destroy.error && !used && <ErrorBox error={destroy.error} />}
    </Dialog>
  );
}

function JobLinks({ jobs }: { jobs: Calendar['used_by'] }) {
  return (
    <ul className="namelist">
      {jobs.map((job) => (
        <li key={job.job_id} className="row">
          <Button
            component={Link}
            to={`/development/${job.job_id}/schedule`}
            variant="subtle"
            className="ell"
            title={job.job_name}
          >
            {job.job_name}
          </Button>
        </li>
      ))}
    </ul>
  );
}
