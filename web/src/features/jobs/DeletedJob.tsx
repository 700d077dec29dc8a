/** The address of a job that is no more. What the journal of this browser still has of it is offered. */

import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Download, FileX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { currentWorkspace, keys, queryClient } from '../../api/queries';
import { Empty, ErrorBox } from '../../components/ui/Feedback';
import { createJob } from './api/jobs';
import { inTime, shelf } from './journal/browserJournal';
import type { Recalled } from './journal/records';
import { userId } from './openJob';
import { openJobs } from './openJobs';
import { downloadDefinition } from './saving/download';

export function DeletedJob({ jobId }: { jobId: number }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const kept = useQuery({
    queryKey: ['journal', jobId],
    gcTime: 0,
    queryFn: async () => {
      const books = await inTime<readonly Recalled[]>(shelf.ofJob(userId(), currentWorkspace(), jobId), []);
      return [...books].sort((a, b) => b.at - a.at)[0] ?? null;
    },
  });
  const book = kept.data;
  const again = useMutation({
    mutationFn: ({ jobName, state }: Recalled) =>
      createJob({ name: jobName, directory_id: null, job_kind: state.doc.job_kind, definition: state.doc }),
    onSuccess: async (made) => {
      await queryClient.invalidateQueries({ queryKey: keys.tree(currentWorkspace()) });
      openJobs.close(jobId);
      void navigate(`/development/${made.id}`);
    },
  });
  if (kept.isPending) return <div className="grow page" aria-busy="true" />;
  return (
    <div className="grow page" data-testid="deleted-job">
      <h1 className="sr-only">{t('deleted.title')}</h1>
      <Empty
        icon={<FileX size={24} />}
        title={t('deleted.title')}
        text={book ? t('deleted.kept', { name: book.jobName }) : t('deleted.text')}
      >
        {book && (
          <>
            <Button variant="filled" loading={again.isPending} onClick={() => again.mutate(book)}>
              {t('notice.make_again')}
            </Button>
            <Button
              leftSection={<Download size={14} />}
              onClick={() => downloadDefinition(book.jobName, book.state.doc)}
            >
              {t('recovery.file')}
            </Button>
          </>
        )}
        <Button
          onClick={() => {
            openJobs.close(jobId);
            void navigate('/development');
          }}
        >
          {t('deleted.close')}
        </Button>
      </Empty>
      {again.error && <ErrorBox title={t('deleted.failed')} error={again.error} />}
    </div>
  );
}
