/** Whether two definitions say the same. The server hides masked values: what it hides counts as equal. */

import type { JobDefinition, Parameter } from '../../../lib/definition';
import { MASK } from './secrets';

export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return (a ?? null) === (b ?? null);
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((one, i) => sameValue(one, b[i]));
  const left = a as Readonly<Record<string, unknown>>;
  const right = b as Readonly<Record<string, unknown>>;
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((field) =>
    sameValue(left[field], right[field]),
  );
}

function hidden(param: Parameter, other: Parameter | undefined): Parameter {
  return param.masked && (param.value === MASK || other?.value === MASK) ? { ...param, value: MASK } : param;
}

export function sameDefinition(a: JobDefinition, b: JobDefinition): boolean {
  const { params: mine, ...left } = a;
  const { params: theirs, ...right } = b;
  if (mine.length !== theirs.length || !sameValue(left, right)) return false;
  return mine.every((param, i) => sameValue(hidden(param, theirs[i]), theirs[i] && hidden(theirs[i], param)));
}
