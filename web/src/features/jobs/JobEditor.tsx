/** One open job: bar, canvas, right panel, drawer; the same canvas shows a test run. */

import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOutlet, useSearchParams } from 'react-router';
import type { Job, NodeType } from '../../api/types';
import { ErrorBox } from '../../components/ui/Feedback';
import { Splitter, useStoredSize } from '../../components/ui/Splitter';
import { DesignerKeys } from '../../designer/actions/DesignerKeys';
import { type Designer, DesignerContext, useDesigner, useDocument } from '../../designer/context';
import { MainView } from '../../designer/MainView';
import { exposeDocument } from '../../designer/testing';
import type { DrawerTab } from '../../designer/view';
import { useLate } from '../../lib/late';
import { CLOSED_HEIGHT, OPEN_HEIGHT } from './Drawer';
import { EditDrawer } from './EditDrawer';
import { JobBar } from './JobBar';
import { ConflictDialog, jobNotices, SidePanel, SingleTask, TestRun, useLaterParts } from './laterParts';
import type { OpenJob } from './openJob';
import { useFollow } from './saving/useFollow';
import { useHost } from './useHost';
import { useJobActions } from './useJobActions';
import { useProblems } from './useProblems';

interface JobEditorProps {
  job: Job;
  open: OpenJob;
  types: readonly NodeType[];
  onEditable: (editable: boolean) => void;
}

export function JobEditor({ job, open, types, onEditable }: JobEditorProps) {
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
  const drawer = useRef<(tab: DrawerTab) => void>(() => undefined);
  const host = useHost(job, actions, startRun, drawer);
  const designer = useMemo<Designer>(
    () => ({ store: open.store, types: typeMap, problems, host, view }),
    [open, typeMap, problems, host, view],
  );
  useEffect(() => exposeDocument(open.store), [open]);
  useFollow(job.id, open);
  useLaterParts();
  const drawing = run === null && inside === null && job.definition.job_kind === 'pipeline';
  useEffect(() => onEditable(drawing), [drawing, onEditable]);
  if (run !== null) return <TestRun job={job} types={typeMap} instanceId={run} onBack={() => setSearch({})} />;
  return (
    <DesignerContext value={designer}>
      <DesignerKeys />
      <EditView
        key={inside ? 'page' : 'canvas'}
        job={job}
        open={open}
        drawerRef={drawer}
        actions={actions}
        onTestRun={() => void startRun()}
        inside={inside}
      />
      {actions.comparing && <ConflictDialog job={job} open={open} onClose={actions.clear} onGiveUp={actions.clear} />}
    </DesignerContext>
  );
}

interface EditViewProps {
  job: Job;
  open: OpenJob;
  drawerRef: { current: (tab: DrawerTab) => void };
  actions: ReturnType<typeof useJobActions>;
  onTestRun: () => void;
  /** Another page of the job, such as its schedule, in place of the canvas. */
  inside: ReactNode;
}

function EditView({ job, open, drawerRef, actions, onTestRun, inside }: EditViewProps) {
  const { t } = useTranslation();
  const { doc } = useDocument();
  const { problems } = useDesigner();
  const [drawer, setDrawer] = useStoredSize(inside ? 'page_drawer' : 'drawer', inside ? CLOSED_HEIGHT : 160);
  const [tab, setTab] = useState<DrawerTab>('problems');
  const [panel, setPanel] = useStoredSize('panel', 336);
  const JobNotices = useLate(jobNotices);
  const single = doc.job_kind === 'single_task' ? doc.nodes[0] : undefined;
  const showDrawer = (wanted: DrawerTab) => {
    setTab(wanted);
    if (drawer <= CLOSED_HEIGHT) setDrawer(OPEN_HEIGHT);
  };
  useEffect(() => {
    drawerRef.current = showDrawer;
  });
  return (
    <>
      <h1 className="sr-only">{t('development.heading', { name: job.name })}</h1>
      <JobBar
        job={job}
        open={open}
        actions={actions}
        problems={problems}
        onTestRun={onTestRun}
        onProblems={() => showDrawer('problems')}
      />
      {JobNotices && <JobNotices job={job} open={open} onCompare={actions.compare} />}
      {actions.failure !== null && (
        <div className="bar-error">
          <ErrorBox title={t('bar.test_run_failed', { name: job.name })} error={actions.failure} />
        </div>
      )}
      <div className="grow row stretch">
        <div className="grow col">
          {inside ? (
            inside
          ) : single ? (
            <SingleTask node={single} />
          ) : (
            <MainView runs={null} label={t('canvas.label', { name: job.name })} />
          )}
          <EditDrawer jobName={job.name} tab={tab} onTab={setTab} height={drawer} onHeight={setDrawer} />
        </div>
        {!single && !inside && (
          <>
            <Splitter label={t('split.panel')} axis="x" size={panel} sign={-1} onSize={setPanel} min={260} max={720} />
            <aside className="side right" style={{ width: panel }} aria-label={t('panel.title')}>
              <SidePanel jobName={job.name} />
            </aside>
          </>
        )}
      </div>
    </>
  );
}
