/** The bar above the canvas: what is saved and submitted, and the actions of the job. */

import { Button } from '@mantine/core';
import { CalendarClock, Play, Upload, Workflow } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useMatch } from 'react-router';
import { usePermission } from '../../api/queries';
import type { Job, Problem } from '../../api/types';
import { KeyCaps, useKeysOf } from '../../commands/KeyCaps';
import { useTipOf } from '../../commands/useTipOf';
import { useDocument } from '../../designer/context';
import { SubmitDialog } from './laterParts';
import type { OpenJob } from './openJob';
import { DraftState } from './saving/DraftState';
import type { JobActions } from './useJobActions';

interface JobBarProps {
  job: Job;
  open: OpenJob;
  actions: JobActions;
  problems: readonly Problem[];
  onTestRun: () => void;
  onProblems: () => void;
}

export function JobBar({ job, open, actions, problems, onTestRun, onProblems }: JobBarProps) {
  const { t } = useTranslation();
  const { dirty } = useDocument();
  const [submitting, setSubmitting] = useState(false);
  const mayEdit = usePermission('job.edit');
  const mayRun = usePermission('job.run');
  const saveKeys = useKeysOf('save.draft');
  const runTip = useTipOf(t('bar.test_run'), 'run.all');
  const submitTip = useTipOf(t('bar.submit'), 'save.submit');
  const submit = async () => {
    if (dirty && !(await actions.save())) return;
    setSubmitting(true);
  };
  return (
    <div className="bar jobbar">
      <DraftState open={open} />
      <span className="tag">
        {job.submitted_version === null
          ? t('bar.never_submitted')
          : t('bar.submitted', { version: job.submitted_version })}
      </span>
      {job.submitted_version !== null && (dirty || job.changed_since_submit) && (
        <span className="s12 t2">{t('bar.changed', { version: job.submitted_version })}</span>
      )}
      <span className="grow" />
      <PageSwitch />
      <Button
        leftSection={<Play size={14} />}
        title={runTip}
        onClick={onTestRun}
        loading={actions.busy === 'test_run'}
        disabled={!mayRun}
        data-testid="btn-test-run"
      >
        {t('bar.test_run')}
      </Button>
      <Button
        rightSection={saveKeys && <KeyCaps keys={saveKeys} />}
        onClick={() => void actions.save()}
        loading={actions.busy === 'save'}
        disabled={!mayEdit}
        data-testid="btn-save"
      >
        {t('bar.save')}
      </Button>
      <Button
        variant="filled"
        leftSection={<Upload size={14} />}
        title={submitTip}
        onClick={() => void submit()}
        disabled={!mayEdit}
        data-testid="btn-submit"
      >
        {t('bar.submit')}
      </Button>
      {submitting && (
        <SubmitDialog
          job={job}
          problems={problems}
          onClose={() => setSubmitting(false)}
          onGiveUp={() => setSubmitting(false)}
          onProblems={onProblems}
        />
      )}
    </div>
  );
}

/** From the drawing to the schedule, and back. */
function PageSwitch() {
  const { t } = useTranslation();
  const drawing = useMatch('/development/:jobId/schedule') === null;
  const Icon = drawing ? CalendarClock : Workflow;
  return (
    <Button
      component={Link}
      to={drawing ? 'schedule' : '.'}
      leftSection={<Icon size={14} />}
      data-testid={drawing ? 'btn-schedule' : 'btn-canvas'}
    >
      {t(drawing ? 'bar.schedule' : 'bar.canvas')}
    </Button>
  );
}
