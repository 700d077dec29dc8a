/** The button that runs the submitted version at once; its dialog is loaded when it is asked for. */

import { Button } from '@mantine/core';
import { CirclePlay } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePermission } from '../../api/queries';

const RunNowDialog = lazy(() => import('./RunNowDialog').then((m) => ({ default: m.RunNowDialog })));

interface RunNowProps {
  jobId: number;
  name: string;
  onClose: () => void;
}

/** The dialog, read from the server at its first use. */
export function RunNowAsked(props: RunNowProps) {
  return (
    <Suspense fallback={null}>
      <RunNowDialog {...props} />
    </Suspense>
  );
}

interface RunNowButtonProps {
  jobId: number;
  name: string;
  submitted: number | null;
}

export function RunNowButton({ jobId, name, submitted }: RunNowButtonProps) {
  const { t } = useTranslation();
  const allowed = usePermission('job.run');
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button
        leftSection={<CirclePlay size={14} />}
        disabled={!allowed || submitted === null}
        title={submitted === null ? t('schedule.run_now_not_submitted') : undefined}
        onClick={() => setAsking(true)}
        data-testid="btn-run-now"
      >
        {t('schedule.run_now')}
      </Button>
      {asking && <RunNowAsked jobId={jobId} name={name} onClose={() => setAsking(false)} />}
    </>
  );
}
