/** Quick fixes of expressions, parameters and fields of the job. */

import { fillParameter, type JobDefinition } from '../../lib/definition';
import { type Change, edgeKey, fieldAt, setField } from './changes';
import { edgeByKey, nodeById } from './document';
import { edgeAt } from './edgeFixes';
import { change, type Fix } from './fix';
import type { LocalProblem } from './problem';
import { nearest } from './similar';
import { mapTexts, nodesNamed, paramsReferred, textsIn, withNodesRenamed } from './texts';

/** Removes all parameters of one name but the first. */
export function parameterFix(_doc: JobDefinition, { code, field }: LocalProblem): Fix | null {
  const name = /^params\.(.+)$/.exec(field ?? '')?.[1];
  if (code !== 'duplicate_param' || name === undefined) return null;
  const changes = (now: JobDefinition) => {
    const first = now.params.findIndex((param) => param.name === name);
    const kept = now.params.filter((param, index) => param.name !== name || index === first);
    return [setField('job', '', ['params'], now.params, kept)];
  };
  return change('remove_param', { name }, changes, name);
}

/** Removes a field that no job has. */
export function fieldFix(_doc: JobDefinition, { code, field }: LocalProblem): Fix | null {
  if (code !== 'unknown_field' || !field) return null;
  const changes = (now: JobDefinition) => [setField('job', '', [field], fieldAt(now, [field]), undefined)];
  return change('remove_field', { field }, changes, field);
}

export function expressionFixes(doc: JobDefinition, problem: LocalProblem): Fix[] {
  const text = textAt(doc, problem);
  if (text === null) return [];
  return [...strangerFixes(doc, problem, text), ...conditionFixes(doc, problem), ...newParameters(doc, text)];
}

/** The text that a problem speaks of; null where its field is none. */
function textAt(doc: JobDefinition, { node_id, field }: LocalProblem): string | null {
  const param = /^params\.(.+)$/.exec(field ?? '')?.[1];
  if (param !== undefined) return doc.params.find(({ name }) => name === param)?.value ?? null;
  const edge = field?.endsWith('.condition') ? edgeAt(doc, field)?.edge : undefined;
  if (edge) return edge.condition;
  const node = nodeById(doc, node_id ?? '');
  return textsIn(node?.properties, 'properties').find((found) => found.field === field)?.text ?? null;
}

/** Changes that write a text anew, wherever it stands. */
function rewritten(doc: JobDefinition, { node_id, field }: LocalProblem, write: (text: string) => string): Change[] {
  const param = /^params\.(.+)$/.exec(field ?? '')?.[1];
  if (param !== undefined) {
    const params = doc.params.map((old) => (old.name === param ? { ...old, value: write(old.value) } : old));
    return [setField('job', '', ['params'], doc.params, params)];
  }
  const edge = field?.endsWith('.condition') ? edgeAt(doc, field)?.edge : undefined;
  if (edge) return [setField('edges', edgeKey(edge), ['condition'], edge.condition, write(edge.condition ?? ''))];
  const node = nodeById(doc, node_id ?? '');
  return Object.entries(node?.properties ?? {}).flatMap(([name, value]) => {
    const at = `properties.${name}`;
    const next = mapTexts(value, (text, place) => (place === field ? write(text) : text), at);
    return next === value ? [] : [setField('nodes', node_id ?? '', ['properties', name], value, next)];
  });
}

/** An expression names a node that is not there: the one with the most similar name is meant. */
function strangerFixes(doc: JobDefinition, problem: LocalProblem, text: string): Fix[] {
  if (problem.code !== 'unknown_node') return [];
  const names = doc.nodes.map((node) => node.name);
  const said = problem.values?.name;
  const unknown = nodesNamed(text).filter((name) => !names.includes(name) && (said === undefined || name === said));
  return [...new Set(unknown)].flatMap((name) => {
    const best = nearest(name, names);
    if (best === null) return [];
    const write = (old: string) => withNodesRenamed(old, new Map([[name, best]]));
    return [change('replace_node', { name, best }, (now) => rewritten(now, problem, write), best)];
  });
}

/** A condition that is no expression: make it one, or do without. */
function conditionFixes(doc: JobDefinition, problem: LocalProblem): Fix[] {
  const edge = edgeAt(doc, problem.field)?.edge;
  if (!edge || (problem.code !== 'condition_is_text' && problem.code !== 'constant_condition')) return [];
  const key = edgeKey(edge);
  const set = (value: (old: string) => string | null) => (now: JobDefinition) => {
    const old = edgeByKey(now, key)?.condition ?? null;
    return [setField('edges', key, ['condition'], old, value(old ?? ''))];
  };
  const removal = change(
    'remove_condition',
    {},
    set(() => null),
    key,
  );
  if (problem.code === 'constant_condition') return [removal];
  return [
    change(
      'make_expression',
      {},
      set((old) => `#{${old.trim()}}`),
      key,
    ),
    removal,
  ];
}

/** Parameters that the text uses as `${name}` and the job does not have. */
function newParameters(doc: JobDefinition, text: string): Fix[] {
  const known = new Set(doc.params.map((param) => param.name));
  const missing = [...new Set(paramsReferred(text))].filter((name) => !known.has(name));
  return missing.map((name) => {
    const changes = (now: JobDefinition) =>
      now.params.some((param) => param.name === name)
        ? []
        : [setField('job', '', ['params'], now.params, [...now.params, fillParameter({ name })])];
    return change('add_param', { name }, changes, name);
  });
}
