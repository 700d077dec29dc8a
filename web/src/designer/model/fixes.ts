/** Quick fixes: what can be done about a problem with one press. */

import type { JobDefinition } from '../../lib/definition';
import type { KnownTypes } from './catalog';
import { drawingFix } from './drawingFixes';
import { edgeFix } from './edgeFixes';
import { act, type Fix, type FixAction } from './fix';
import { idFix, nameFix, propertyFix } from './nodeFixes';
import type { LocalProblem } from './problem';
import { expressionFixes, fieldFix, parameterFix } from './textFixes';

/** The best fix first; the last one always leads to the place of the problem. */
export function fixesFor(doc: JobDefinition, problem: LocalProblem, types: KnownTypes | null): Fix[] {
  const made = [
    nameFix(doc, problem),
    idFix(doc, problem),
    edgeFix(doc, problem),
    drawingFix(doc, problem),
    parameterFix(doc, problem),
    fieldFix(doc, problem),
    types && propertyFix(doc, problem, types),
    ...expressionFixes(doc, problem),
  ];
  return [...made.filter((fix) => fix !== null), act(actionFor(problem))];
}

function actionFor({ code, field }: LocalProblem): FixAction {
  if (code === 'missing_connection') return 'open_connections';
  return field?.startsWith('schedule') ? 'open_schedule' : 'focus_field';
}

export type { Fix, FixAction } from './fix';
