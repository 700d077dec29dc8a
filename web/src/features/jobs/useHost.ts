/** What the actions of the designer may ask of the page of a job. */

import { useMemo, useRef } from 'react';
import { useNavigate } from 'react-router';
import { usePermission } from '../../api/queries';
import type { Job } from '../../api/types';
import { focusField, focusPanel } from '../../designer/properties/fieldFocus';
import { searchStore } from '../../designer/search/searchStore';
import type { DrawerTab, EditorHost } from '../../designer/view';
import { openJobs } from './openJobs';
import { neighbour } from './tabList';
import type { JobActions } from './useJobActions';

export function useHost(
  job: Job,
  actions: JobActions,
  testRun: (nodes?: readonly string[]) => Promise<void>,
  drawer: { readonly current: (tab: DrawerTab) => void },
): EditorHost {
  const navigate = useNavigate();
  const readOnly = !usePermission('job.edit');
  const latest = useRef({ actions, testRun });
  latest.current = { actions, testRun };
  return useMemo(
    () => ({
      jobId: job.id,
      jobName: job.name,
      readOnly,
      save: () => void latest.current.actions.save(),
      submit: () => document.querySelector<HTMLElement>('[data-testid="btn-submit"]')?.click(),
      testRun: (nodes) => void latest.current.testRun(nodes),
      showDrawer: (tab) => drawer.current(tab),
      openSearch: () => searchStore.open(),
      view: () => (new URLSearchParams(window.location.search).get('view') === 'outline' ? 'outline' : 'canvas'),
      show: (next) => {
        const address = new URLSearchParams(window.location.search);
        if (next === 'outline') address.set('view', next);
        else address.delete('view');
        void navigate({ pathname: `/development/${job.id}`, search: address.toString() }, { replace: true });
      },
      openProperties: (field) => (field ? focusField(field) : focusPanel()),
      changeTab: (by) => {
        const next = neighbour(openJobs.getTabs(), job.id, by);
        if (next !== undefined) void navigate(`/development/${next}`);
      },
      openSchedule: () => void navigate('schedule'),
    }),
    [job.id, job.name, readOnly, navigate, drawer],
  );
}
