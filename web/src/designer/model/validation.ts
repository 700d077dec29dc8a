/**
 * What is wrong with a job, found at once; the server has the last word. Codes, messages and order are those of the
 * server (`domain/job_checks.py` and what it calls); a table of cases holds the two together.
 */

import type { JobDefinition } from '../../lib/definition';
import type { KnownTypes } from './catalog';
import { checkDrawing } from './drawingChecks';
import { checkEdges } from './edgeChecks';
import { checkNames, checkProperties } from './nodeChecks';
import { type LocalProblem, problem } from './problem';
import { nodesNamed, templatesOf } from './texts';

const NODE_LIMIT = 5000;

const JOB_FIELDS: ReadonlySet<string> = new Set([
  'schema_version',
  'job_kind',
  'processing_mode',
  'description',
  'params',
  'nodes',
  'edges',
  'groups',
  'notes',
  'multi_if',
  'dry_run',
  'priority',
  'instance_timeout_minutes',
  'schedule',
  'comments',
]);

/** What is found here as the server finds it; everything else only the server sees. */
export const LOCAL_CODES: ReadonlySet<string> = new Set([
  'too_many_nodes',
  'unknown_field',
  'no_nodes',
  'duplicate_node_id',
  'empty_node_name',
  'invalid_node_name',
  'duplicate_node_name',
  'unknown_node_type',
  'unknown_edge_end',
  'self_edge',
  'duplicate_edge',
  'cycle',
  'too_many_groups',
  'too_many_notes',
  'duplicate_group_id',
  'duplicate_note_id',
  'unknown_group',
  'group_cycle',
  'groups_too_deep',
  'text_too_long',
  'duplicate_param',
  'isolated_node',
  'condition_is_text',
  'unknown_node',
]);

/** All local problems; `types` null leaves node types and properties unchecked. */
export function checkDocument(doc: JobDefinition, types: KnownTypes | null): LocalProblem[] {
  return [
    ...doubts(doc),
    ...checkNames(doc, types),
    ...checkEdges(doc),
    ...checkDrawing(doc),
    ...params(doc),
    ...isolated(doc),
    ...textConditions(doc),
    ...strangers(doc),
    ...(types ? checkProperties(doc, types) : []),
  ];
}

function doubts(doc: JobDefinition): LocalProblem[] {
  const found: LocalProblem[] = [];
  const count = doc.nodes.length;
  if (count > NODE_LIMIT) {
    const message = `The job has ${count} nodes; at most ${NODE_LIMIT} are allowed. Split it.`;
    found.push(problem('too_many_nodes', message, { values: { count, limit: NODE_LIMIT } }));
  }
  for (const field of Object.keys(doc).filter((key) => !JOB_FIELDS.has(key))) {
    const message = `No job has a field ${field}: it does nothing. Look whether it is mistyped.`;
    found.push(problem('unknown_field', message, { severity: 'warning', field, values: { field } }));
  }
  if (count === 0) {
    const message = 'The job has no nodes; it ends at once. Add one.';
    found.push(problem('no_nodes', message, { severity: 'warning', field: 'nodes' }));
  }
  return found;
}

function params(doc: JobDefinition): LocalProblem[] {
  const times = new Map<string, number>();
  for (const { name } of doc.params) times.set(name, (times.get(name) ?? 0) + 1);
  return [...times]
    .filter(([, count]) => count > 1)
    .map(([name, count]) => {
      const message = `${count} parameters are named ${name}. Keep one.`;
      return problem('duplicate_param', message, { field: `params.${name}`, values: { count, name } });
    });
}

/** Nodes that nothing connects, where most are connected. */
function isolated(doc: JobDefinition): LocalProblem[] {
  const joined = new Set<string>();
  for (const { source, target } of doc.edges) if (source !== target) joined.add(source).add(target);
  const alone = doc.nodes.filter((node) => !joined.has(node.id));
  if (alone.length * 2 >= doc.nodes.length) return [];
  return alone.map(({ id, name }) => {
    const message = `Node ${name} is not connected: it starts at once, beside all others. Draw an edge if it is to wait for another node.`;
    return problem('isolated_node', message, { severity: 'warning', node: id, values: { name } });
  });
}

/** Conditions without any expression are never met. */
function textConditions(doc: JobDefinition): LocalProblem[] {
  const names = new Map(doc.nodes.map((node) => [node.id, node.name]));
  return doc.edges.flatMap((edge, index) => {
    const { condition } = edge;
    const source = names.get(edge.source);
    const target = names.get(edge.target);
    if (!condition || source === undefined || target === undefined) return [];
    if (condition.includes('#{') || condition.includes('${') || /^(true|false)$/i.test(condition.trim())) return [];
    const message = `The condition from ${source} to ${target} is never met: it is text, no expression. Write it as #{...}.`;
    const field = `edges[${index}].condition`;
    return [
      problem('condition_is_text', message, {
        severity: 'warning',
        node: edge.target,
        field,
        values: { source, target },
      }),
    ];
  });
}

/** Nodes that an expression names and the job lacks. */
function strangers(doc: JobDefinition): LocalProblem[] {
  const names = new Set(doc.nodes.map((node) => node.name));
  return templatesOf(doc).flatMap(({ nodeId, field, text }) => {
    const unknown = [...new Set(nodesNamed(text))].filter((name) => !names.has(name)).sort();
    return unknown.map((name) => {
      const message = `The expression names the node ${name}, which this job does not have. Check the name.`;
      return problem('unknown_node', message, { severity: 'warning', node: nodeId, field, values: { name } });
    });
  });
}

/** Whether the problem would have been found here, so that its absence here means that it is gone. */
function seenHere(found: LocalProblem): boolean {
  return (
    LOCAL_CODES.has(found.code) || (found.code === 'invalid_property' && found.message.endsWith(': Field required.'))
  );
}

/**
 * What to show. The server has the last word. While its answer is `stale` (of an older document), the local problems
 * stand for those that can be seen here; what only it can see stays, unless the node is gone.
 */
export function mergeProblems<P extends LocalProblem>(
  local: readonly LocalProblem[],
  server: readonly P[],
  stale: boolean,
  doc?: JobDefinition,
): readonly (P | LocalProblem)[] {
  if (!stale) return server;
  const ids = doc && new Set(doc.nodes.map((node) => node.id));
  const kept = server.filter((found) => !seenHere(found) && (found.node_id === null || !ids || ids.has(found.node_id)));
  return [...local, ...kept];
}

export type { LocalProblem } from './problem';
