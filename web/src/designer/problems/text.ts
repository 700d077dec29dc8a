/** The sentence of a problem in the language of the studio. */

import i18next from 'i18next';
import type { Problem } from '../../api/types';
import type { JobDefinition } from '../../lib/definition';
import type { TextKey } from '../../lib/i18n';
import { edgeByKey, nodeById } from '../model/document';
import { edgeOfProblem } from './order';

const HOLE = /\{\{(\w+)\}\}/g;

/** The server writes English; in another language its code and values are put into words, as far as they are known. */
export function problemText(problem: Problem): string {
  if (!i18next.language || i18next.language.startsWith('en')) return problem.message;
  const key = `problem.${problem.code}` as TextKey;
  if (!i18next.exists(key)) return problem.message;
  const template: string = i18next.getResource(i18next.language, 'translation', key) ?? '';
  const values = problem.values ?? {};
  const holes = [...template.matchAll(HOLE)].map((found) => found[1] ?? '');
  if (!holes.every((hole) => hole in values)) return problem.message;
  const detail = 'detail' in values && !holes.includes('detail') ? ` (${values.detail})` : '';
  return template.replace(HOLE, (_hole, name: string) => String(values[name])) + detail;
}

const NAME_MARK = '{{name}}';

/** The sentence beside the name of the node: without the words that name it again. */
export function problemBesideName(problem: Problem, name: string | undefined): string {
  const text = problemText(problem);
  const template: unknown = i18next.getResource(i18next.language || 'en', 'translation', 'problem.invalid_property');
  if (problem.code !== 'invalid_property' || name === undefined || typeof template !== 'string') return text;
  const upTo = template.indexOf('{{label}}');
  for (const start of [template.slice(0, upTo), `Node ${NAME_MARK}, `]) {
    const words = start.replace(NAME_MARK, () => name);
    if (text.startsWith(words)) return text.slice(words.length);
  }
  return text;
}

/** What the problem is about, for people: its node, the two ends of its edge, the schedule, a parameter, the job. */
export function objectOfProblem(problem: Problem, doc: JobDefinition, jobName: string): string {
  const name = (id: string) => nodeById(doc, id)?.name ?? id;
  const key = edgeOfProblem(problem, doc);
  const edge = key === null ? undefined : edgeByKey(doc, key);
  if (edge) return `${name(edge.source)} → ${name(edge.target)}`;
  if (problem.node_id !== null) return name(problem.node_id);
  if (problem.field?.startsWith('schedule')) return i18next.t('problems.schedule');
  if (problem.field?.startsWith('params.')) return problem.field.slice('params.'.length);
  return jobName;
}
