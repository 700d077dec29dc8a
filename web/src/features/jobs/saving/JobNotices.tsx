/** What stands between the bar and the canvas: why the draft is not saved, and who else works on the job. */

import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Download, X } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { currentWorkspace, keys, queryClient } from '../../../api/queries';
import type { Job } from '../../../api/types';
import { ErrorBox, useErrorText } from '../../../components/ui/Feedback';
import { StateIcon } from '../../../components/ui/Icon';
import { clock } from '../../../lib/time';
import { createJob } from '../api/jobs';
import { presence } from '../journal/browserJournal';
import { jobPlace, type OpenJob } from '../openJob';
import { openJobs } from '../openJobs';
import { downloadDefinition } from './download';
import { isServerTrouble } from './failures';
import { useSaveState } from './useSaveState';

interface NoticeProps {
  tone: 'warning' | 'waiting';
  testId: string;
  children: ReactNode;
  actions?: ReactNode;
}

function Notice({ tone, testId, children, actions }: NoticeProps) {
  return (
    <div className={`banner job-notice tint-${tone}`} role="status" data-testid={testId}>
      {tone === 'warning' && <StateIcon status="abnormal" size={16} />}
      <span className="grow">{children}</span>
      {actions}
    </div>
  );
}

export function JobNotices({ job, open, onCompare }: { job: Job; open: OpenJob; onCompare: () => void }) {
  const { t } = useTranslation();
  const state = useSaveState(open);
  const keep = (
    <Button
      size="xs"
      leftSection={<Download size={14} />}
      onClick={() => downloadDefinition(job.name, open.store.get().doc)}
    >
      {t('conflict.keep')}
    </Button>
  );
  return (
    <>
      {state.phase === 'offline' && (
        <Notice tone="warning" testId="notice-offline" actions={isServerTrouble(state.error) ? keep : undefined}>
          {t(isServerTrouble(state.error) ? 'notice.trouble' : 'notice.offline')}
        </Notice>
      )}
      {state.phase === 'signed_out' && (
        <Notice
          tone="warning"
          testId="notice-signed-out"
          actions={
            <Button size="xs" onClick={() => void queryClient.refetchQueries({ queryKey: keys.session })}>
              {t('notice.sign_in')}
            </Button>
          }
        >
          {t('notice.signed_out')}
        </Notice>
      )}
      {state.phase === 'conflict' && state.theirs && (
        <Notice
          tone="warning"
          testId="notice-conflict"
          actions={
            <Button size="xs" onClick={onCompare}>
              {t('notice.compare')}
            </Button>
          }
        >
          {t('notice.conflict', { name: state.theirs.by, time: clock(state.theirs.at) })}
        </Notice>
      )}
      {state.phase === 'refused' && <Refused job={job} error={state.error} open={open} keep={keep} />}
      {state.phase === 'gone' && <Gone job={job} open={open} keep={keep} />}
      {state.followed && (
        <Notice
          tone="waiting"
          testId="notice-followed"
          actions={
            <button
              type="button"
              className="ib sm"
              aria-label={t('common.close')}
              title={t('common.close')}
              onClick={() => open.saver.dismissFollowed()}
            >
              <X size={14} />
            </button>
          }
        >
          {t('notice.followed', { name: state.followed.by, time: clock(state.followed.at) })}
        </Notice>
      )}
      <Elsewhere open={open} />
    </>
  );
}

function Refused({ job, open, error, keep }: { job: Job; open: OpenJob; error: unknown; keep: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className="bar-error" data-testid="notice-refused">
      <ErrorBox title={t('bar.save_failed', { name: job.name })} error={error}>
        <Button size="xs" onClick={() => void open.saver.save()}>
          {t('error.try_again')}
        </Button>
        {keep}
        <span className="t2 s12">{t('notice.kept_here')}</span>
      </ErrorBox>
    </div>
  );
}

/** Deleted by somebody else: what is open here can become a new job. */
function Gone({ job, open, keep }: { job: Job; open: OpenJob; keep: ReactNode }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const sentence = useErrorText();
  const again = useMutation({
    mutationFn: () => {
      const definition = open.store.get().doc;
      return createJob({ name: job.name, directory_id: null, job_kind: definition.job_kind, definition });
    },
    onSuccess: async (made) => {
      await queryClient.invalidateQueries({ queryKey: keys.tree(currentWorkspace()) });
      void open.journal.remove();
      openJobs.close(job.id);
      void navigate(`/development/${made.id}`);
    },
  });
  return (
    <Notice
      tone="warning"
      testId="notice-gone"
      actions={
        <>
          {keep}
          <Button size="xs" loading={again.isPending} onClick={() => again.mutate()}>
            {t('notice.make_again')}
          </Button>
        </>
      }
    >
      {again.error ? sentence(again.error) : t('notice.gone', { name: job.name })}
    </Notice>
  );
}

const LOOK_AGAIN_MS = 4000;

function Elsewhere({ open }: { open: OpenJob }) {
  const { t } = useTranslation();
  const [elsewhere, setElsewhere] = useState(false);
  useEffect(() => {
    let gone = false;
    const look = () =>
      presence.elsewhere(jobPlace(currentWorkspace(), open.id)).then(
        (there) => {
          if (!gone) setElsewhere(there);
        },
        () => undefined,
      );
    void look();
    const leave = presence.onChange(() => void look());
    // A tab that crashed cannot say that it is gone.
    const timer = elsewhere ? setInterval(() => void look(), LOOK_AGAIN_MS) : undefined;
    return () => {
      gone = true;
      leave();
      clearInterval(timer);
    };
  }, [open, elsewhere]);
  if (!elsewhere) return null;
  return (
    <Notice tone="waiting" testId="notice-elsewhere">
      {t('notice.elsewhere')}
    </Notice>
  );
}
