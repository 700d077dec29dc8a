/** Settings that every node has: what several of them share, and changing them together. No React. */

import type { JobDefinition, JobNode, Retry } from '../../lib/definition';
import { type Command, changeNode, compose, type NodePatch } from '../model/commands';
import { nodeById } from '../model/document';

export type Settings = Pick<
  JobNode,
  | 'fail_policy'
  | 'retry'
  | 'timeout_minutes'
  | 'dry_run'
  | 'after_loss'
  | 'queue'
  | 'task_group'
  | 'memory_limit_mb'
  | 'nice'
>;

export type SettingsPatch = Partial<Omit<Settings, 'retry'>> & { readonly retry?: Partial<Retry> };

const FIELDS = [
  'fail_policy',
  'timeout_minutes',
  'dry_run',
  'after_loss',
  'queue',
  'task_group',
  'memory_limit_mb',
  'nice',
] as const;
const RETRY = ['times', 'interval_seconds', 'on_timeout', 'codes'] as const;

/** Names of the fields in which the nodes differ: `queue`, `retry.times`. */
export function mixedSettings(nodes: readonly JobNode[]): ReadonlySet<string> {
  const [first, ...others] = nodes;
  if (!first) return new Set();
  const differ = (read: (node: JobNode) => unknown) => {
    const wanted = JSON.stringify(read(first));
    return others.some((node) => JSON.stringify(read(node)) !== wanted);
  };
  return new Set([
    ...FIELDS.filter((field) => differ((node) => node[field])),
    ...RETRY.filter((field) => differ((node) => node.retry[field])).map((field) => `retry.${field}`),
  ]);
}

/** Names of the properties in which the nodes differ. */
export function mixedProperties(nodes: readonly JobNode[]): ReadonlySet<string> {
  const names = new Set(nodes.flatMap((node) => Object.keys(node.properties)));
  const texts = (name: string) => new Set(nodes.map((node) => JSON.stringify(node.properties[name]) ?? ''));
  return new Set([...names].filter((name) => texts(name).size > 1));
}

/** The same for each of the nodes, as one step; of the retry only what is named changes. */
export function changeSettings(doc: JobDefinition, ids: readonly string[], patch: SettingsPatch): Command {
  const { retry, ...plain } = patch;
  const patchFor = (node: JobNode): NodePatch => (retry ? { ...plain, retry: { ...node.retry, ...retry } } : plain);
  const [only] = ids;
  const one = ids.length === 1 && only ? nodeById(doc, only) : undefined;
  if (one) return changeNode(doc, one.id, patchFor(one));
  const names = ids.flatMap((id) => nodeById(doc, id)?.name ?? []);
  const fields = [...Object.keys(plain), ...Object.keys(retry ?? {}).map((field) => `retry.${field}`)];
  const command = compose(
    doc,
    'change_nodes',
    names.join(', '),
    ids.map((id) => (now) => {
      const node = nodeById(now, id);
      return node ? changeNode(now, id, patchFor(node)) : null;
    }),
  );
  return { ...command, key: `nodes:${ids.join()}:${fields.join()}` };
}

/** `1-125, 127` to ranges and back (R82). */
export function parseCodes(text: string): [number, number][] | null {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  const ranges = parts.map((part) => /^(\d+)(?:\s*-\s*(\d+))?$/.exec(part));
  if (ranges.some((range) => range === null)) return null;
  return ranges.map((range) => [Number(range?.[1]), Number(range?.[2] ?? range?.[1])]);
}

export function codesText(codes: JobNode['retry']['codes']): string {
  return codes.map(([low, high]) => (low === high ? `${low}` : `${low}-${high}`)).join(', ');
}
