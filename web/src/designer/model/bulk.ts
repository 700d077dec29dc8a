/** Commands that change several nodes in one step. */

import type { JobDefinition, JobNode } from '../../lib/definition';
import { type Change, fieldAt, setField } from './changes';
import { type Command, type CommandName, type NodePatch, named } from './commands';
import { nodeById } from './document';
import { same } from './equal';

function those(doc: JobDefinition, ids: readonly string[]): JobNode[] {
  return [...new Set(ids)].flatMap((id) => nodeById(doc, id) ?? []);
}

function changed(nodes: readonly JobNode[], path: readonly string[], after: (before: unknown) => unknown): Change[] {
  return nodes.flatMap((node) => {
    const before = fieldAt(node, path);
    const value = after(before);
    return same(before, value) ? [] : [setField('nodes', node.id, path, before, value)];
  });
}

/** The same settings for all these nodes. Fields that are as wished already are left alone. */
export function changeNodes(
  doc: JobDefinition,
  ids: readonly string[],
  patch: Omit<NodePatch, 'name' | 'position'>,
  name: CommandName = 'change_nodes',
): Command {
  const nodes = those(doc, ids);
  const fields = Object.entries(patch);
  return {
    name,
    object: named(nodes),
    key: `nodes:${ids.join()}:${fields.map(([field]) => field).join()}`,
    changes: fields.flatMap(([field, value]) => changed(nodes, [field], () => value as unknown)),
  };
}

/** One property of the node type for all these nodes; `undefined` removes it. */
export function setProperties(doc: JobDefinition, ids: readonly string[], property: string, value: unknown): Command {
  const nodes = those(doc, ids);
  return {
    name: 'change_nodes',
    object: `${named(nodes)}: ${property}`,
    key: `properties:${ids.join()}:${property}`,
    changes: changed(nodes, ['properties', property], () => value),
  };
}

/** Disabled nodes are passed without being run (R85). */
export function setDisabled(doc: JobDefinition, ids: readonly string[], disabled: boolean): Command {
  return { ...changeNodes(doc, ids, { dry_run: disabled }, 'disable'), key: '' };
}

/** Disables all, or enables all where they are disabled already. */
export function toggleDisabled(doc: JobDefinition, ids: readonly string[]): Command {
  return setDisabled(doc, ids, !those(doc, ids).every((node) => node.dry_run));
}

/** Automatic arrangement leaves pinned nodes where they stand. */
export function setPinned(doc: JobDefinition, ids: readonly string[], pinned: boolean): Command {
  return { ...changeNodes(doc, ids, { pinned }, 'pin'), key: '' };
}

export function togglePinned(doc: JobDefinition, ids: readonly string[]): Command {
  return setPinned(doc, ids, !those(doc, ids).every((node) => node.pinned));
}
