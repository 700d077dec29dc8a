/** Problems as fields show them. */

import { useMemo } from 'react';
import type { Problem } from '../../api/types';
import type { FieldProblem } from '../../forms/FieldFrame';
import { byField } from './nodeProblems';

/** By field, below a path: `properties` for what the type asks for. */
export function useFieldErrors(problems: readonly Problem[], under = ''): ReadonlyMap<string, FieldProblem> {
  return useMemo(() => byField(problems, under), [problems, under]);
}
