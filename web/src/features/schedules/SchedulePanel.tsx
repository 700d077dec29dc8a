/** The schedule of the open job: its form at the left, what it means at the right. A page inside the job's page. */

import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { UseQueryResult } from '@tanstack/react-query';
import { CalendarClock, Plus, Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { usePermission } from '../../api/queries';
import { ErrorBox } from '../../components/ui/Feedback';
import { StateIcon } from '../../components/ui/Icon';
import { useDesigner, useDocument } from '../../designer/context';
import { changeJob } from '../../designer/model/commands';
import type { Schedule } from '../../lib/schedule';
import '../../styles/schedules.css';
import { instantOf } from '../../lib/wallTime';
import { type Preview, useJobSchedule, usePreview } from './api';
import { Dependencies } from './Dependencies';
import { changeSchedule, newSchedule, scheduleOf } from './edit';
import { NextTimes } from './NextTimes';
import { useScheduleProblems } from './parts';
import { type ChangeSchedule, ScheduleForm } from './ScheduleForm';
import { StateBar } from './StateBar';
import { type CronWords, cronWords, sentence } from './words';

const PAUSE_MS = 350;

export function SchedulePanel() {
  const { t } = useTranslation();
  const jobId = Number(useParams().jobId);
  const { store } = useDesigner();
  const { doc } = useDocument();
  const mayEdit = usePermission('job.edit');
  const schedule = useMemo(() => scheduleOf(doc), [doc]);
  const [settled] = useDebouncedValue(schedule, PAUSE_MS);
  const [after, setAfter] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const stored = useJobSchedule(jobId);
  const [previewZone, setPreviewZone] = useState('UTC');
  const preview = usePreview(jobId, settled, after === null ? null : instantOf(after, previewZone));
  const zone = schedule?.zone ?? preview.data?.zone ?? stored.data?.zone ?? 'UTC';
  if (zone !== previewZone) setPreviewZone(zone);

  const change: ChangeSchedule = (patch, field) => {
    const old = scheduleOf(store.get().doc);
    if (old) store.run(changeSchedule(store.get().doc, { ...old, ...patch }, field));
  };
  const put = (whole: Schedule | null, field: string) => store.run(changeSchedule(store.get().doc, whole, field));
  const cron = heardOf(preview, settled === schedule);
  const next = preview.data?.next ?? [];
  const planTime = next.find((one) => one.plan_time === chosen)?.plan_time ?? next[0]?.plan_time ?? null;

  return (
    <div className="schedule">
      <div className="schedule-cols">
        <section className="schedule-form" aria-label={t('schedule.title')}>
          <StateBar jobId={jobId} stored={stored} wanted={schedule !== null} />
          {schedule === null ? (
            <NoSchedule mayEdit={mayEdit} onNew={() => put(newSchedule(), 'new')} />
          ) : (
            <fieldset className="schedule-edit" disabled={!mayEdit}>
              <Saying schedule={schedule} zone={zone} dryRun={doc.dry_run} cron={cron} />
              <LooseProblems />
              <ScheduleForm
                schedule={schedule}
                zone={zone}
                onChange={change}
                dryRun={doc.dry_run}
                onDryRun={(dry_run) => store.run(changeJob(store.get().doc, { dry_run }))}
              />
              <div className="schedule-foot">
                <Button
                  variant="subtle"
                  color="gray"
                  leftSection={<Trash2 size={14} />}
                  onClick={() => put(null, 'removed')}
                  data-testid="btn-remove-schedule"
                >
                  {t('schedule.remove')}
                </Button>
              </div>
            </fieldset>
          )}
        </section>
        {schedule !== null && (
          <div className="schedule-right">
            {schedule.type === 'periodic' ? (
              <>
                <NextTimes
                  preview={preview}
                  zone={zone}
                  recurrence={settled?.recurrence ?? null}
                  dryRun={doc.dry_run}
                  waits={schedule.depends_on.length > 0}
                  chosen={planTime}
                  onChoose={setChosen}
                  after={after}
                  onAfter={setAfter}
                />
                <Dependencies
                  jobId={jobId}
                  schedule={schedule}
                  settled={settled}
                  zone={zone}
                  planTime={planTime}
                  times={next.map((one) => one.plan_time)}
                  onPlanTime={setChosen}
                  onChange={change}
                  mayEdit={mayEdit}
                />
              </>
            ) : (
              <p className="schedule-quiet t2">{t(`schedule.${schedule.type}_text`)}</p>
            )}
          </div>
        )}
      </div>
      {preview.error && (
        <div className="schedule-error">
          <ErrorBox title={t('schedule.preview_failed')} error={preview.error} />
        </div>
      )}
    </div>
  );
}

function NoSchedule({ mayEdit, onNew }: { mayEdit: boolean; onNew: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="empty">
      <span className="t3">
        <CalendarClock size={24} />
      </span>
      <p className="b6">{t('schedule.none')}</p>
      <p className="t2 empty-text">{t('schedule.none_text')}</p>
      <div className="row empty-actions">
        <Button
          variant="filled"
          leftSection={<Plus size={14} />}
          onClick={onNew}
          disabled={!mayEdit}
          data-testid="btn-new-schedule"
        >
          {t('schedule.add')}
        </Button>
      </div>
    </div>
  );
}

const IN_RECURRENCE = /^\W*schedule\W+recurrence\b/;

/** Of a cron expression only what the server answered to this very schedule. */
function heardOf(preview: UseQueryResult<Preview>, settled: boolean): CronWords {
  if (!settled || preview.isPlaceholderData || !preview.data) return null;
  const { problems, sentence: said, zone } = preview.data;
  const wrong = problems.some((one) => one.severity === 'error' && IN_RECURRENCE.test(one.field ?? ''));
  return wrong ? 'wrong' : cronWords(said, zone);
}

interface SayingProps {
  schedule: Schedule;
  zone: string;
  dryRun: boolean;
  cron: CronWords;
}

function Saying({ schedule, zone, dryRun, cron }: SayingProps) {
  const { t, i18n } = useTranslation();
  const parts = sentence(schedule, zone, dryRun, { t, language: i18n.language, cron });
  return (
    <div className="saying">
      <CalendarClock size={16} className="i" aria-hidden="true" />
      <p data-testid="schedule-sentence" aria-live="polite">
        {parts.map((part, index) => (part.bold ? <em key={index}>{part.text}</em> : part.text))}
      </p>
    </div>
  );
}

/** Problems that stand at no field of the form: of the schedule as a whole, or of what the form does not show. */
const AT_FIELDS =
  /^schedule\.(type|zone|start|end|recurrence\.[a-z_]+|calendar|misfire|misfire_cap|concurrency|self_dependent|skip_to_latest|clear_waiting|clear_days|task_group|depends_on\..*)$/;

function LooseProblems() {
  const loose = useScheduleProblems().filter((problem) => !AT_FIELDS.test(problem.path));
  if (loose.length === 0) return null;
  return (
    <ul className="loose">
      {loose.map((problem) => (
        <li key={`${problem.code}${problem.message}`} className="row">
          <StateIcon status={problem.severity === 'error' ? 'failed' : 'abnormal'} size={14} />
          <span>{problem.message}</span>
        </li>
      ))}
    </ul>
  );
}
