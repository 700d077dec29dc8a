/** Groups, notes and descriptions, as the server checks them (`domain/drawing_checks.py`). */

import type { JobDefinition } from '../../lib/definition';
import { type LocalProblem, problem } from './problem';

const LIMIT = 500;
const DEPTH = 10;
const TEXT_LENGTH = 20_000;

type Kind = 'group' | 'note';

export function checkDrawing(doc: JobDefinition): LocalProblem[] {
  return [
    ...count('group', doc.groups.length),
    ...ids('group', doc.groups),
    ...parents(doc),
    ...members(doc),
    ...count('note', doc.notes.length),
    ...ids('note', doc.notes),
    ...descriptions(doc),
  ];
}

function count(kind: Kind, many: number): LocalProblem[] {
  if (many <= LIMIT) return [];
  const message = `The job has ${many} ${kind}s; at most ${LIMIT} are allowed. Remove some.`;
  return [problem(`too_many_${kind}s`, message, { field: `${kind}s` })];
}

function ids(kind: Kind, parts: readonly { readonly id: string }[]): LocalProblem[] {
  const places = new Map<string, number[]>();
  for (const [index, { id }] of parts.entries()) places.set(id, [...(places.get(id) ?? []), index]);
  return [...places]
    .filter(([, found]) => found.length > 1)
    .map(([id, found]) => {
      const message = `${found.length} ${kind}s have the id ${id}. Ids must differ.`;
      return problem(`duplicate_${kind}_id`, message, { field: `${kind}s[${found[0]}].id` });
    });
}

function parents(doc: JobDefinition): LocalProblem[] {
  const known = new Map(doc.groups.map((group) => [group.id, group.parent]));
  return doc.groups.flatMap((group, index) => {
    const field = `groups[${index}].parent`;
    const name = group.name || group.id;
    if (group.parent !== null && !known.has(group.parent)) {
      const message = `The group ${name} lies in a group ${group.parent}, which this job does not have. Move it out.`;
      return [problem('unknown_group', message, { severity: 'warning', field })];
    }
    const depth = depthOf(group.id, known);
    if (depth === null) {
      const message = `The group ${name} lies in a circle of groups. Move it out of its group.`;
      return [problem('group_cycle', message, { severity: 'warning', field })];
    }
    if (depth !== DEPTH + 1) return [];
    const message = `The group ${name} lies ${depth} levels deep; ${DEPTH} are allowed. Move it up.`;
    return [problem('groups_too_deep', message, { field })];
  });
}

/** How many levels down it lies, from 1; null in a circle. */
function depthOf(id: string, known: ReadonlyMap<string, string | null>): number | null {
  const seen = new Set<string>();
  for (let here: string | null = id; here !== null && seen.size <= LIMIT; here = known.get(here) ?? null) {
    if (seen.has(here)) return null;
    seen.add(here);
  }
  return seen.size;
}

function members(doc: JobDefinition): LocalProblem[] {
  const known = new Set(doc.groups.map((group) => group.id));
  return doc.nodes.flatMap(({ id, name, group }) => {
    if (group === null || known.has(group)) return [];
    const message = `Node ${name} is drawn in the group ${group}, which this job does not have. Take it out of the group.`;
    return [problem('unknown_group', message, { severity: 'warning', node: id, field: 'group' })];
  });
}

function descriptions(doc: JobDefinition): LocalProblem[] {
  const tooLong = (text: string, what: string, node: string | null, field: string): LocalProblem[] => {
    // Characters are counted as the server does; most texts are short enough by any count.
    const length = text.length > TEXT_LENGTH ? [...text].length : 0;
    if (length <= TEXT_LENGTH) return [];
    const [many, limit] = [length, TEXT_LENGTH].map((value) => value.toLocaleString('en-US'));
    const message = `The description of ${what} has ${many} characters; at most ${limit} are allowed. Shorten it.`;
    return [problem('text_too_long', message, { node, field })];
  };
  return [
    ...tooLong(doc.description, 'the job', null, 'description'),
    ...doc.nodes.flatMap((node) => tooLong(node.description, `node ${node.name}`, node.id, 'description')),
    ...doc.edges.flatMap((edge, index) =>
      tooLong(edge.description, 'an edge', edge.target, `edges[${index}].description`),
    ),
  ];
}
