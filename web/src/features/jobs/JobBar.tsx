/** The bar above the canvas: what is saved and submitted, and the actions of the job. */

import { Button, Kbd, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { CalendarClock, Play, Upload, Workflow } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useMatch } from 'react-router';
import { ApiError } from '../../api/client';
import { currentWorkspace, keys, queryClient, usePermission } from '../../api/queries';
import type { Job } from '../../api/types';
import { Dialog } from '../../components/ui/Dialog';
import { ErrorBox } from '../../components/ui/Feedback';
import { useDocument } from '../../designer/context';
import { submitJob } from './api/jobs';
import type { OpenJob } from './openJob';
import { DraftState } from './saving/DraftState';
import type { JobActions } from './useJobActions';

const DESCRIPTION_LENGTH = 128;

interface JobBarProps {
  job: Job;
  open: OpenJob;
  actions: JobActions;
  errors: number;
  onTestRun: () => void;
  onProblems: () => void;
}

export function JobBar({ job, open, actions, errors, onTestRun, onProblems }: JobBarProps) {
  const { t } = useTranslation();
  const { dirty } = useDocument();
  const [submitting, setSubmitting] = useState(false);
  const mayEdit = usePermission('job.edit');
  const mayRun = usePermission('job.run');
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
        onClick={onTestRun}
        loading={actions.busy === 'test_run'}
        disabled={!mayRun}
        data-testid="btn-test-run"
      >
        {t('bar.test_run')}
      </Button>
      <Button
        rightSection={<Kbd>Ctrl S</Kbd>}
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
        onClick={() => void submit()}
        disabled={!mayEdit}
        data-testid="btn-submit"
      >
        {t('bar.submit')}
      </Button>
      {submitting && (
        <SubmitDialog job={job} errors={errors} onClose={() => setSubmitting(false)} onProblems={onProblems} />
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

function SubmitDialog({
  job,
  errors,
  onClose,
  onProblems,
}: {
  job: Job;
  errors: number;
  onClose: () => void;
  onProblems: () => void;
}) {
  const { t } = useTranslation();
  const [description, setDescription] = useState('');
  const next = (job.submitted_version ?? 0) + 1;
  const submit = useMutation({
    mutationFn: () => submitJob(job.id, description.trim()),
    onSuccess: async (version) => {
      const done = { submitted_version: version.version_no, changed_since_submit: false };
      queryClient.setQueryData<Job>(keys.job(currentWorkspace(), job.id), (old) => (old ? { ...old, ...done } : old));
      await queryClient.invalidateQueries({ queryKey: keys.tree(currentWorkspace()) });
      onClose();
    },
    onError: (error) => {
      if (error instanceof ApiError && error.code === 'invalid_definition') onProblems();
    },
  });
  return (
    <Dialog
      title={t('submit.title', { name: job.name })}
      verb={t('submit.verb', { version: next })}
      consequence={t('submit.consequence')}
      onClose={onClose}
      onConfirm={() => submit.mutate()}
      busy={submit.isPending}
      disabled={errors > 0}
      testId="btn-confirm-submit"
    >
      {errors > 0 && <p className="banner tint-warning">{t('submit.blocked', { count: errors })}</p>}
      <Textarea
        label={t('submit.description')}
        description={t('submit.length', { used: description.length, total: DESCRIPTION_LENGTH })}
        inputWrapperOrder={['label', 'input', 'description']}
        value={description}
        maxLength={DESCRIPTION_LENGTH}
        autosize
        minRows={3}
        data-autofocus
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
      {submit.error && <ErrorBox error={submit.error} />}
    </Dialog>
  );
}
