/** Every change of a job is a command that can be done and undone. Commands hold what they replace. */

import type { JobDefinition, JobEdge, JobNode, Position } from '../../lib/definition';
import { edgeByKey, edgeKey, nodeById } from './document';

export type CommandName =
  | 'add_node'
  | 'paste'
  | 'remove'
  | 'move'
  | 'connect'
  | 'change_edge'
  | 'rename'
  | 'change_node'
  | 'change_property'
  | 'change_job'
  | 'change_schedule';

export interface Command {
  readonly name: CommandName;
  /** What the command touched, for the history list: a node name, a field. */
  readonly object: string;
  /** Commands of one key that follow one another quickly are one step; empty: never joined. */
  readonly key: string;
  readonly redo: (doc: JobDefinition) => JobDefinition;
  readonly undo: (doc: JobDefinition) => JobDefinition;
}

export type NodePatch = Partial<Omit<JobNode, 'id' | 'type' | 'properties'>>;
export type EdgePatch = Partial<Pick<JobEdge, 'condition' | 'on_false'>>;
export type JobPatch = Partial<
  Pick<
    JobDefinition,
    'description' | 'params' | 'multi_if' | 'priority' | 'dry_run' | 'instance_timeout_minutes' | 'schedule'
  >
>;

const withNode = (doc: JobDefinition, id: string, change: (node: JobNode) => JobNode): JobDefinition => ({
  ...doc,
  nodes: doc.nodes.map((node) => (node.id === id ? change(node) : node)),
});

const withEdge = (doc: JobDefinition, key: string, change: (edge: JobEdge) => JobEdge): JobDefinition => ({
  ...doc,
  edges: doc.edges.map((edge) => (edgeKey(edge) === key ? change(edge) : edge)),
});

/** The old values of exactly the fields that the patch names. */
function replaced<T extends object, P extends Partial<T>>(object: T, patch: P): P {
  const entries = Object.keys(patch).map((field) => [field, object[field as keyof T]]);
  return Object.fromEntries(entries) as P;
}

export function addNodes(nodes: readonly JobNode[], edges: readonly JobEdge[], name: 'add_node' | 'paste'): Command {
  const ids = new Set(nodes.map((node) => node.id));
  const keys = new Set(edges.map(edgeKey));
  return {
    name,
    object: nodes.map((node) => node.name).join(', '),
    key: '',
    redo: (doc) => ({ ...doc, nodes: [...doc.nodes, ...nodes], edges: [...doc.edges, ...edges] }),
    undo: (doc) => ({
      ...doc,
      nodes: doc.nodes.filter((node) => !ids.has(node.id)),
      edges: doc.edges.filter((edge) => !keys.has(edgeKey(edge))),
    }),
  };
}

/** Removes nodes with all their edges, and single edges; undone, everything stands where it stood in its list. */
export function remove(doc: JobDefinition, nodeIds: readonly string[], edgeKeys: readonly string[]): Command {
  const ids = new Set(nodeIds);
  const keys = new Set(edgeKeys);
  const goes = (edge: JobEdge) => keys.has(edgeKey(edge)) || ids.has(edge.source) || ids.has(edge.target);
  const names = doc.nodes.filter((node) => ids.has(node.id)).map((node) => node.name);
  const { nodes, edges } = doc;
  return {
    name: 'remove',
    object: names.join(', '),
    key: '',
    redo: (now) => ({
      ...now,
      nodes: now.nodes.filter((node) => !ids.has(node.id)),
      edges: now.edges.filter((edge) => !goes(edge)),
    }),
    undo: (now) => ({ ...now, nodes, edges }),
  };
}

export function moveNodes(doc: JobDefinition, to: ReadonlyMap<string, Position>, key = ''): Command {
  const from = new Map<string, Position | null>();
  for (const id of to.keys()) from.set(id, nodeById(doc, id)?.position ?? null);
  const place = (now: JobDefinition, places: ReadonlyMap<string, Position | null>): JobDefinition => ({
    ...now,
    nodes: now.nodes.map((node) => (places.has(node.id) ? { ...node, position: places.get(node.id) ?? null } : node)),
  });
  const names = [...to.keys()].map((id) => nodeById(doc, id)?.name ?? id);
  return {
    name: 'move',
    object: names.join(', '),
    key,
    redo: (now) => place(now, to),
    undo: (now) => place(now, from),
  };
}

export function connect(doc: JobDefinition, source: string, target: string): Command {
  const edge: JobEdge = { source, target, condition: null, on_false: 'skip_all' };
  const key = edgeKey(edge);
  return {
    name: 'connect',
    object: `${nodeById(doc, source)?.name ?? source}, ${nodeById(doc, target)?.name ?? target}`,
    key: '',
    redo: (now) => ({ ...now, edges: [...now.edges, edge] }),
    undo: (now) => ({ ...now, edges: now.edges.filter((other) => edgeKey(other) !== key) }),
  };
}

export function changeEdge(doc: JobDefinition, key: string, patch: EdgePatch): Command {
  const edge = edgeByKey(doc, key);
  const before = edge ? replaced<JobEdge, EdgePatch>(edge, patch) : {};
  return {
    name: 'change_edge',
    object: edge ? `${nodeById(doc, edge.source)?.name ?? ''}, ${nodeById(doc, edge.target)?.name ?? ''}` : '',
    key: `edge:${key}:${Object.keys(patch).join()}`,
    redo: (now) => withEdge(now, key, (old) => ({ ...old, ...patch })),
    undo: (now) => withEdge(now, key, (old) => ({ ...old, ...before })),
  };
}

export function changeNode(doc: JobDefinition, id: string, patch: NodePatch): Command {
  const node = nodeById(doc, id);
  const before = node ? replaced<JobNode, NodePatch>(node, patch) : {};
  const fields = Object.keys(patch).join();
  return {
    name: fields === 'name' ? 'rename' : 'change_node',
    object: `${node?.name ?? id}`,
    key: `node:${id}:${fields}`,
    redo: (now) => withNode(now, id, (old) => ({ ...old, ...patch })),
    undo: (now) => withNode(now, id, (old) => ({ ...old, ...before })),
  };
}

/** Sets one property of the node type; `undefined` removes it, so that the type's default holds. */
export function setProperty(doc: JobDefinition, id: string, property: string, value: unknown): Command {
  const node = nodeById(doc, id);
  const had = node !== undefined && property in node.properties;
  const before = node?.properties[property];
  const write = (now: JobDefinition, present: boolean, content: unknown) =>
    withNode(now, id, (old) => {
      const { [property]: _gone, ...rest } = old.properties;
      return { ...old, properties: present ? { ...old.properties, [property]: content } : rest };
    });
  return {
    name: 'change_property',
    object: `${node?.name ?? id}: ${property}`,
    key: `property:${id}:${property}`,
    redo: (now) => write(now, value !== undefined, value),
    undo: (now) => write(now, had, before),
  };
}

export function changeJob(doc: JobDefinition, patch: JobPatch): Command {
  const before = replaced<JobDefinition, JobPatch>(doc, patch);
  const fields = Object.keys(patch).join();
  return {
    name: 'change_job',
    object: fields,
    key: `job:${fields}`,
    redo: (now) => ({ ...now, ...patch }),
    undo: (now) => ({ ...now, ...before }),
  };
}
