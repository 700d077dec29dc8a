/** Waits for the job, its node types and what the journal knows; then the editor. */

import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/client';
import { useJob, useNodeTypes } from '../../api/queries';
import { PageError } from '../../components/ui/Feedback';
import { JobEditor } from './JobEditor';
import { DeletedJob, RecoveryDialog } from './laterParts';
import { useOpenJob } from './openJobs';

export function JobLoader({ jobId, onEditable }: { jobId: number; onEditable: (editable: boolean) => void }) {
  const { t } = useTranslation();
  const job = useJob(jobId);
  const types = useNodeTypes();
  const open = useOpenJob(job.data, jobId);
  const [asked, setAsked] = useState(false);
  const [canAsk, setCanAsk] = useState(false);
  const lost = open !== undefined && open.lost.length > 0 && !asked;
  // Nobody should begin to edit before being asked about what was lost.
  useEffect(() => {
    if (lost) void RecoveryDialog.preload().then(() => setCanAsk(true));
  }, [lost]);
  useEffect(() => () => onEditable(false), [onEditable]);
  const gone = job.error instanceof ApiError && job.error.status === 404;
  if (gone && !open) return <DeletedJob jobId={jobId} />;
  if ((job.error && !open) || types.error) {
    const retry = () => void Promise.all([job.refetch(), types.refetch()]);
    return (
      <div className="grow page">
        <PageError title={t('development.failed')} error={job.error ?? types.error} onRetry={retry} />
      </div>
    );
  }
  if (!job.data || !types.data || !open || (lost && !canAsk)) return <div className="grow page" aria-busy="true" />;
  return (
    <>
      <JobEditor job={job.data} open={open} types={types.data} onEditable={onEditable} />
      {lost && (
        <RecoveryDialog job={job.data} open={open} onDone={() => setAsked(true)} onGiveUp={() => setAsked(true)} />
      )}
    </>
  );
}
