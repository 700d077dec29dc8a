/** Submitting a version: what changed, and what still stands in the way, each with a way to its place. */

import { Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { ApiError } from '../../api/client';
import { currentWorkspace, keys, queryClient } from '../../api/queries';
import type { Job, Problem } from '../../api/types';
import { Dialog } from '../../components/ui/Dialog';
import { ErrorBox } from '../../components/ui/Feedback';
import { StateIcon } from '../../components/ui/Icon';
import { useDesigner, useDocument } from '../../designer/context';
import { objectOfProblem, problemBesideName } from '../../designer/problems/text';
import { submitJob } from './api/jobs';

const DESCRIPTION_LENGTH = 128;
const LISTED = 6;

interface SubmitDialogProps {
  job: Job;
  problems: readonly Problem[];
  onClose: () => void;
  onProblems: () => void;
}

export function SubmitDialog({ job, problems, onClose, onProblems }: SubmitDialogProps) {
  const { t } = useTranslation();
  const [description, setDescription] = useState('');
  const next = (job.submitted_version ?? 0) + 1;
  const errors = problems.filter((problem) => problem.severity === 'error');
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
      disabled={errors.length > 0}
      testId="btn-confirm-submit"
    >
      {errors.length > 0 && (
        <>
          <p className="banner tint-warning">{t('submit.blocked', { count: errors.length })}</p>
          <Blockers job={job} errors={errors} onClose={onClose} onProblems={onProblems} />
        </>
      )}
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

interface BlockersProps {
  job: Job;
  errors: readonly Problem[];
  onClose: () => void;
  onProblems: () => void;
}

function Blockers({ job, errors, onClose, onProblems }: BlockersProps) {
  const { t } = useTranslation();
  const { store, host, view } = useDesigner();
  const { doc } = useDocument();
  const navigate = useNavigate();
  const jump = (problem: Problem) => {
    onClose();
    onProblems();
    if (problem.node_id) {
      store.select({ nodes: [problem.node_id] });
      view.current?.reveal(problem.node_id);
      if (problem.field) host?.openProperties(problem.field);
    } else if (problem.field?.startsWith('schedule')) void navigate('schedule');
  };
  return (
    <ul className="submit-errors" aria-label={t('problems.title')}>
      {errors.slice(0, LISTED).map((problem, index) => (
        <li key={index}>
          <button type="button" className="problem" onClick={() => jump(problem)} data-testid="submit-error">
            <StateIcon status="failed" size={15} />
            <span className="b5 ell problem-object">{objectOfProblem(problem, doc, job.name)}</span>
            <span className="ell grow" title={problem.message}>
              {problemBesideName(problem, objectOfProblem(problem, doc, job.name))}
            </span>
          </button>
        </li>
      ))}
      {errors.length > LISTED && <li className="t3 s12">{t('submit.more', { count: errors.length - LISTED })}</li>}
    </ul>
  );
}
