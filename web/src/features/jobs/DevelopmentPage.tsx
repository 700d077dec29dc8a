/** Job development: tree and palette at the left, the open job at the right. */

import { Button } from '@mantine/core';
import { Plus, Workflow } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMatch, useNavigate, useParams } from 'react-router';
import { useNodeTypes, useTree } from '../../api/queries';
import type { NodeType } from '../../api/types';
import { Dialog } from '../../components/ui/Dialog';
import { Empty } from '../../components/ui/Feedback';
import { Splitter, useStoredSize } from '../../components/ui/Splitter';
import { addFromPalette } from '../../designer/palette/add';
import { JobLoader } from './JobLoader';
import { JobTree, NodePalette } from './laterParts';
import { OpenTabs } from './OpenTabs';
import { openJobs } from './openJobs';
import type { TreeAction } from './tree/treeActions';
import { TreeDoor } from './tree/treeDoor';

export function DevelopmentPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const params = useParams();
  const jobId = params.jobId ? Number(params.jobId) : null;
  const [treeDoor] = useState(() => new TreeDoor());
  const setAction = treeDoor.ask;
  const [closing, setClosing] = useState<number | null>(null);
  const [width, setWidth] = useStoredSize('tree', 248);
  const [height, setHeight] = useStoredSize('palette', 330);
  const types = useNodeTypes().data ?? [];
  const [canAdd, setCanAdd] = useState(false);
  const drawing = useMatch('/development/:jobId/schedule') === null;

  useEffect(() => {
    const { active } = openJobs.getTabs();
    if (jobId !== null) openJobs.show(jobId);
    else if (active !== null) void navigate(`/development/${active}`, { replace: true });
  }, [jobId, navigate]);
  const openJob = useCallback((id: number) => void navigate(`/development/${id}`), [navigate]);
  const close = (id: number) => {
    openJobs.close(id);
    const { active } = openJobs.getTabs();
    if (id === jobId) void navigate(active === null ? '/development' : `/development/${active}`);
  };
  /** Saves first; what cannot be saved is asked about. */
  const wishClose = (id: number) => {
    const open = openJobs.open(id);
    if (!open?.store.get().dirty) close(id);
    else void open.saver.save().then((good) => (good ? close(id) : setClosing(id)));
  };
  const add = (type: NodeType, after: boolean) => {
    const job = jobId === null ? undefined : openJobs.open(jobId);
    if (job) addFromPalette(job.store, type, after);
  };
  return (
    <main className="grow development">
      <div className="side" style={{ width }}>
        <JobTree activeJob={jobId} onOpen={openJob} onDeleted={close} actions={treeDoor} />
        {drawing && (
          <>
            <Splitter
              label={t('split.palette')}
              axis="y"
              size={height}
              sign={-1}
              onSize={setHeight}
              min={80}
              max={640}
            />
            <div className="palette-holder" style={{ height }}>
              <NodePalette types={types} onAdd={add} disabled={!canAdd} />
            </div>
          </>
        )}
      </div>
      <Splitter label={t('split.tree')} axis="x" size={width} sign={1} onSize={setWidth} min={180} max={480} />
      <div className="grow col workbench">
        <OpenTabs activeJob={jobId} onClose={wishClose} onNew={() => setAction({ kind: 'new_job', directory: null })} />
        {jobId === null ? (
          <NoJob onAction={setAction} />
        ) : (
          <JobLoader key={jobId} jobId={jobId} onEditable={setCanAdd} />
        )}
      </div>
      {closing !== null && (
        <Dialog
          title={t('close.title')}
          verb={t('close.verb')}
          danger
          onClose={() => setClosing(null)}
          onConfirm={() => {
            close(closing);
            setClosing(null);
          }}
        >
          <p className="t2">{t('close.text')}</p>
        </Dialog>
      )}
    </main>
  );
}

function NoJob({ onAction }: { onAction: (action: TreeAction) => void }) {
  const { t } = useTranslation();
  const jobs = useTree().data?.jobs.length ?? 0;
  return (
    <div className="grow page">
      <h1 className="sr-only">{t('shell.development')}</h1>
      <Empty
        icon={<Workflow size={24} />}
        title={jobs ? t('development.choose') : t('development.first')}
        text={jobs ? t('development.choose_text') : t('development.first_text')}
      >
        <Button
          variant="filled"
          leftSection={<Plus size={14} />}
          onClick={() => onAction({ kind: 'new_job', directory: null })}
        >
          {t('tree.new_job')}
        </Button>
      </Empty>
    </div>
  );
}
