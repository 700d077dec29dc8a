/** Somebody else saved the draft meanwhile: keep mine as a file, then load theirs. Nothing is overwritten. */

import { Button } from '@mantine/core';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { currentWorkspace, fetchJob, keys, queryClient } from '../../api/queries';
import type { Job } from '../../api/types';
import { Dialog } from '../../components/ui/Dialog';
import { placed } from '../../designer/model/layout';
import type { JobDefinition } from '../../lib/definition';
import type { OpenJob } from './openJobs';

export function downloadDefinition(name: string, definition: JobDefinition): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(definition, null, 2)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name}.json`;
  link.click();
  URL.revokeObjectURL(url);
}

export function ConflictDialog({ job, open, onClose }: { job: Job; open: OpenJob; onClose: () => void }) {
  const { t } = useTranslation();
  const reload = async () => {
    const fresh = await fetchJob(job.id);
    queryClient.setQueryData(keys.job(currentWorkspace(), job.id), fresh);
    open.revision = fresh.revision;
    open.store.reset(placed(fresh.definition));
    onClose();
  };
  return (
    <Dialog
      title={t('conflict.title', { name: job.name })}
      verb={t('conflict.reload')}
      consequence={t('conflict.consequence')}
      onClose={onClose}
      onConfirm={() => void reload()}
      size={560}
      extra={
        <Button leftSection={<Download size={14} />} onClick={() => downloadDefinition(job.name, open.store.get().doc)}>
          {t('conflict.keep')}
        </Button>
      }
    >
      <p className="t2">{t('conflict.text')}</p>
    </Dialog>
  );
}
