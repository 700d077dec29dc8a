/** One open job: bar, canvas, right panel, drawer; the same canvas shows a test run. */

import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOutlet, useSearchParams } from 'react-router';
import type { Job, NodeType } from '../../api/types';
import { ErrorBox } from '../../components/ui/Feedback';
import { Splitter, useStoredSize } from '../../components/ui/Splitter';
import { type Designer, DesignerContext, useDesigner, useDocument } from '../../designer/context';
import { MainView } from '../../designer/MainView';
import { exposeDocument } from '../../designer/testing';
import { ConflictDialog } from './ConflictDialog';
import { CLOSED_HEIGHT, EditDrawer } from './Drawer';
import { JobBar } from './JobBar';
import { openJobs } from './openJobs';
import { useEditorKeys } from './useEditorKeys';
import { useHost } from './useHost';
import { useJobActions } from './useJobActions';
import { useProblems } from './useProblems';

const SidePanel = lazy(() => import('../../designer/properties/SidePanel').then((m) => ({ default: m.SidePanel })));
const SingleTask = lazy(() => import('../../designer/properties/SingleTask').then((m) => ({ default: m.SingleTask })));
const TestRun = lazy(() => import('./TestRun').then((m) => ({ default: m.TestRun })));

interface JobEditorProps {
  job: Job;
  types: readonly NodeType[];
  onEditable: (editable: boolean) => void;
}

export function JobEditor({ job, types, onEditable }: JobEditorProps) {
  const open = useMemo(() => openJobs.document(job), [job]);
  const [search, setSearch] = useSearchParams();
  const run = search.get('run') ? Number(search.get('run')) : null;
  const inside = useOutlet();
  const actions = useJobActions(job.id, open);
  const typeMap = useMemo(() => new Map(types.map((type) => [type.name, type])), [types]);
  const problems = useProblems(job, open.store, typeMap);
  const [view] = useState<Designer['view']>(() => ({ current: null }));
  const { testRun } = actions;
  const startRun = useCallback(
    async (nodes?: readonly string[]) => {
      const instance = await testRun(nodes);
      if (instance) setSearch({ run: String(instance.id) });
    },
    [testRun, setSearch],
  );
  const host = useHost(job, actions, startRun);
  const designer = useMemo<Designer>(
    () => ({ store: open.store, types: typeMap, problems, host, view }),
    [open, typeMap, problems, host, view],
  );
  useEffect(() => exposeDocument(open.store), [open]);
  const drawing = run === null && inside === null && job.definition.job_kind === 'pipeline';
  useEffect(() => onEditable(drawing), [drawing, onEditable]);
  useEditorKeys(
    run === null ? open.store : null,
    () => void actions.save(),
    () => void startRun(),
  );

  if (run !== null)
    return (
      <Suspense fallback={<div className="grow page" aria-busy="true" />}>
        <TestRun job={job} types={typeMap} instanceId={run} onBack={() => setSearch({})} />
      </Suspense>
    );
  return (
    <DesignerContext value={designer}>
      <EditView
        key={inside ? 'page' : 'canvas'}
        job={job}
        actions={actions}
        onTestRun={() => void startRun()}
        inside={inside}
      />
      {actions.conflict && <ConflictDialog job={job} open={open} onClose={actions.clear} />}
    </DesignerContext>
  );
}

interface EditViewProps {
  job: Job;
  actions: ReturnType<typeof useJobActions>;
  onTestRun: () => void;
  /** Another page of the job, such as its schedule, in place of the canvas. */
  inside: ReactNode;
}

function EditView({ job, actions, onTestRun, inside }: EditViewProps) {
  const { t } = useTranslation();
  const { doc } = useDocument();
  const { problems } = useDesigner();
  const [drawer, setDrawer] = useStoredSize(inside ? 'page_drawer' : 'drawer', inside ? CLOSED_HEIGHT : 160);
  const [panel, setPanel] = useStoredSize('panel', 336);
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const single = doc.job_kind === 'single_task' ? doc.nodes[0] : undefined;
  return (
    <>
      <h1 className="sr-only">{t('development.heading', { name: job.name })}</h1>
      <JobBar
        job={job}
        actions={actions}
        errors={errors}
        onTestRun={onTestRun}
        onProblems={() => setDrawer(Math.max(drawer, 160))}
      />
      {actions.failure && (
        <div className="bar-error">
          <ErrorBox title={t(`bar.${actions.failure.what}_failed`, { name: job.name })} error={actions.failure.error} />
        </div>
      )}
      <div className="grow row stretch">
        <div className="grow col">
          {inside ? (
            inside
          ) : single ? (
            <Suspense fallback={<div className="grow page" aria-busy="true" />}>
              <SingleTask node={single} />
            </Suspense>
          ) : (
            <MainView runs={null} label={t('canvas.label', { name: job.name })} />
          )}
          <EditDrawer jobName={job.name} height={drawer} onHeight={setDrawer} />
        </div>
        {!single && !inside && (
          <>
            <Splitter label={t('split.panel')} axis="x" size={panel} sign={-1} onSize={setPanel} min={260} max={720} />
            <aside className="side right" style={{ width: panel }} aria-label={t('panel.title')}>
              <Suspense fallback={<div className="grow" aria-busy="true" />}>
                <SidePanel jobName={job.name} />
              </Suspense>
            </aside>
          </>
        )}
      </div>
    </>
  );
}
