/** Gathers what the palette can find: actions of what is shown, nodes of the open job, objects of the workspace. */

import { useMemo, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { type NavigateFunction, useNavigate } from 'react-router';
import { useConnections, useTree } from '../../api/queries';
import type { Connection, Tree, TreeJob } from '../../api/types';
import { type Doable, registry } from '../../commands/registry';
import type { TextKey } from '../../lib/i18n';
import { LOOKS } from '../../lib/status';
import type { Entry } from './entries';

type Translate = (key: TextKey) => string;

/** Steps of the arrow keys make no sense in a list. */
function isStep(doable: Doable): boolean {
  return doable.repeats === true && doable.family !== undefined;
}

function entryOfAction(doable: Doable, t: Translate): Entry {
  const refusal = doable.refusal();
  const page = doable.id.startsWith('go.');
  return {
    id: `command:${doable.id}`,
    group: page ? 'pages' : 'commands',
    title: t(doable.label),
    detail: refusal === null ? '' : t(refusal),
    icon: { kind: 'action', group: doable.group },
    action: doable,
    ...(refusal !== null && { refusal: t(refusal) }),
    open: doable.perform,
  };
}

function pathOf(tree: Tree, job: TreeJob): string {
  const byId = new Map(tree.directories.map((directory) => [directory.id, directory]));
  const names: string[] = [];
  for (let at = byId.get(job.directory_id ?? -1); at; at = byId.get(at.parent_id ?? -1)) names.unshift(at.name);
  return names.join(' / ');
}

function entriesOfJobs(tree: Tree, t: Translate, go: NavigateFunction): Entry[] {
  return tree.jobs.flatMap((job): Entry[] => {
    const instance = job.last_instance;
    const more = [
      { label: t('palette.job_schedule'), perform: () => void go(`/development/${job.id}/schedule`) },
      { label: t('palette.job_instances'), perform: () => void go(`/instances?job_id=${job.id}`) },
      { label: t('palette.job_future'), perform: () => void go(`/scheduling/jobs/${job.id}`) },
      ...(instance ? [{ label: t('palette.job_instance'), perform: () => void go(`/instances/${instance.id}`) }] : []),
    ];
    const open: Entry = {
      id: `job:${job.id}`,
      group: 'jobs',
      title: job.name,
      detail: pathOf(tree, job),
      icon: { kind: 'node', name: 'subjob' },
      open: () => void go(`/development/${job.id}`),
      more,
    };
    if (!instance) return [open];
    const last: Entry = {
      id: `instance:${instance.id}`,
      group: 'instances',
      title: job.name,
      detail: `${t('palette.last_instance')}, ${t(LOOKS[instance.status].word)}`,
      icon: { kind: 'state', status: instance.status },
      open: () => void go(`/instances/${instance.id}`),
      more: [{ label: t('palette.open_job'), perform: () => void go(`/development/${job.id}`) }],
    };
    return [open, last];
  });
}

function entryOfConnection(connection: Connection, go: NavigateFunction): Entry {
  return {
    id: `connection:${connection.id}`,
    group: 'connections',
    title: connection.name,
    detail: connection.type,
    icon: { kind: 'node', name: 'sql' },
    open: () => void go(`/connections/${connection.id}`),
  };
}

export function useEntries(): Entry[] {
  const { t } = useTranslation();
  const go = useNavigate();
  const layers = useSyncExternalStore(registry.subscribe, registry.get);
  const tree = useTree().data;
  const connections = useConnections().data;
  return useMemo(() => {
    const text: Translate = (key) => t(key);
    const seen = new Set<string>();
    const doables = layers
      .flatMap((layer) => layer.doables)
      .filter((doable) => !isStep(doable) && !seen.has(doable.id) && seen.add(doable.id));
    const nodes = layers.flatMap((layer) => layer.nodes?.() ?? []);
    return [
      ...doables.filter((doable) => doable.id !== 'shell.palette').map((doable) => entryOfAction(doable, text)),
      ...nodes.map((node): Entry => ({ ...node, group: 'nodes', icon: { kind: 'node', name: node.icon } })),
      ...(tree ? entriesOfJobs(tree, text, go) : []),
      ...(connections ?? []).map((connection) => entryOfConnection(connection, go)),
    ];
  }, [layers, tree, connections, t, go]);
}
