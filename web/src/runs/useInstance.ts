/** One instance, kept up to date by the event stream. */

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { get, isRecord, post } from '../api/client';
import { useLive } from '../api/live';
import { currentWorkspace, fetchInstance, keys, ws } from '../api/queries';
import type { CommandKind, CommandResult, Instance, NodeRun, NodeRunDetail } from '../api/types';
import { instanceEnded } from '../lib/status';

/** While it runs, the instance is asked for now and then, for the case that the stream is silent. */
const FALLBACK_MS = 10_000;

function withRun(instance: Instance, run: NodeRun): Instance {
  const others = instance.node_runs.filter((old) => old.node_id !== run.node_id);
  const index = instance.node_runs.findIndex((old) => old.node_id === run.node_id);
  const node_runs = index < 0 ? [...others, run] : instance.node_runs.map((old, i) => (i === index ? run : old));
  return { ...instance, node_runs };
}

export function useInstance(id: number | null) {
  const client = useQueryClient();
  const key = keys.instance(currentWorkspace(), id ?? 0);
  const result = useQuery({
    queryKey: key,
    queryFn: () => fetchInstance(id ?? 0),
    enabled: id !== null,
    refetchInterval: (q) => (q.state.data && !instanceEnded(q.state.data.status) ? FALLBACK_MS : false),
  });
  useLive(id === null ? [] : [`instance:${id}`], (event, data) => {
    if (event === 'node_run' && data.instance_id === id && isRecord(data.node_run)) {
      const run = data.node_run as unknown as NodeRun;
      client.setQueryData<Instance>(key, (old) => (old ? withRun(old, run) : old));
      void client.invalidateQueries({ queryKey: ['node_run', id, run.node_id] });
    }
    if (event === 'instance' && data.id === id) {
      client.setQueryData<Instance>(key, (old) => (old ? { ...old, ...(data as Partial<Instance>) } : old));
    }
  });
  return result;
}

/** Node runs by node id. */
export function useRunMap(instance: Instance | undefined): ReadonlyMap<string, NodeRun> {
  return useMemo(() => new Map(instance?.node_runs.map((run) => [run.node_id, run]) ?? []), [instance?.node_runs]);
}

export function useNodeRun(instanceId: number, nodeId: string | null) {
  return useQuery({
    queryKey: ['node_run', instanceId, nodeId],
    queryFn: () => get<NodeRunDetail>(ws(`/instances/${instanceId}/nodes/${encodeURIComponent(nodeId ?? '')}`)),
    enabled: nodeId !== null,
  });
}

interface CommandDetails {
  nodeId?: string;
  args?: Readonly<Record<string, unknown>>;
}

export function sendCommand(
  instanceId: number,
  kind: CommandKind,
  { nodeId, args }: CommandDetails = {},
): Promise<CommandResult> {
  const body = { kind, ...(nodeId ? { node_id: nodeId } : {}), ...(args ? { args } : {}) };
  return post<CommandResult>(ws(`/instances/${instanceId}/commands`), body);
}
