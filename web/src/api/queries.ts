/** Query keys and hooks that more than one part of the studio reads. */

import { QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import { fillDefinition } from '../lib/definition';
import { ApiError, get, setCsrfToken } from './client';
import type { Connection, ConnectionType, Instance, Job, ListOf, NodeType, Session, Tree } from './types';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => !(error instanceof ApiError && error.status >= 400) && count < 2,
    },
  },
});

export const keys = {
  session: ['session'] as const,
  nodeTypes: ['node_types'] as const,
  connectionTypes: ['connection_types'] as const,
  tree: (ws: number) => ['tree', ws] as const,
  job: (ws: number, id: number) => ['job', ws, id] as const,
  instances: (ws: number) => ['instances', ws] as const,
  instance: (ws: number, id: number) => ['instance', ws, id] as const,
  connections: (ws: number) => ['connections', ws] as const,
};

let workspaceId = 1;

/** The workspace of this tab; set when the session is known. */
export function currentWorkspace(): number {
  return workspaceId;
}

export function setWorkspace(id: number): void {
  workspaceId = id;
}

export function ws(path: string): string {
  return `/api/workspaces/${workspaceId}${path}`;
}

export async function fetchSession(): Promise<Session> {
  const session = await get<Session>('/api/session');
  setCsrfToken(session.csrf_token);
  const first = session.workspaces[0];
  if (first && !session.workspaces.some((w) => w.id === workspaceId)) setWorkspace(first.id);
  return session;
}

export const sessionQuery = queryOptions({
  queryKey: keys.session,
  queryFn: fetchSession,
  staleTime: Number.POSITIVE_INFINITY,
});

export function useSession() {
  return useQuery(sessionQuery);
}

export function usePermission(name: string): boolean {
  const session = useSession().data;
  const workspace = session?.workspaces.find((w) => w.id === workspaceId);
  return workspace?.permissions.includes(name) ?? false;
}

export const nodeTypesQuery = queryOptions({
  queryKey: keys.nodeTypes,
  queryFn: async () => (await get<{ items: NodeType[] }>('/api/node-types')).items,
  staleTime: Number.POSITIVE_INFINITY,
});

export function useNodeTypes() {
  return useQuery(nodeTypesQuery);
}

export function useConnectionTypes() {
  return useQuery({
    queryKey: keys.connectionTypes,
    queryFn: async () => (await get<{ items: ConnectionType[] }>('/api/connection-types')).items,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function treeQuery() {
  return queryOptions({
    queryKey: keys.tree(workspaceId),
    queryFn: () => get<Tree>(ws('/tree')),
    structuralSharing: false, // ten thousand rows would be compared with each event
  });
}

export function useTree() {
  return useQuery(treeQuery());
}

export async function fetchJob(id: number): Promise<Job> {
  const job = await get<Job>(ws(`/jobs/${id}`));
  return { ...job, definition: fillDefinition(job.definition) };
}

export function jobQuery(id: number) {
  return queryOptions({
    queryKey: keys.job(workspaceId, id),
    queryFn: () => fetchJob(id),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useJob(id: number) {
  return useQuery(jobQuery(id));
}

export async function fetchInstance(id: number): Promise<Instance> {
  const instance = await get<Instance>(ws(`/instances/${id}`));
  return { ...instance, definition: fillDefinition(instance.definition) };
}

export async function fetchConnections(): Promise<Connection[]> {
  const items: Connection[] = [];
  let cursor: string | null = null;
  do {
    const page: ListOf<Connection> = await get(ws(`/connections?limit=200${cursor ? `&cursor=${cursor}` : ''}`));
    items.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor);
  return items;
}

export function useConnections() {
  return useQuery({ queryKey: keys.connections(workspaceId), queryFn: fetchConnections });
}
