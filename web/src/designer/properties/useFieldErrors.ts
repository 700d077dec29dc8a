/** Problems as fields show them: in words, with the fixes that change the job. */

import { useMemo } from 'react';
import type { Problem } from '../../api/types';
import type { FieldProblem } from '../../forms/FieldFrame';
import { useDesigner, useDocument } from '../context';
import { nodeById } from '../model/document';
import { fixesFor } from '../model/fixes';
import { problemBesideName } from '../problems/text';
import { useFixText } from '../problems/useFixText';
import { byField } from './nodeProblems';

const MOST_FIXES = 2;

/** By field, below a path: `properties` for what the type asks for. */
export function useFieldErrors(problems: readonly Problem[], under = ''): ReadonlyMap<string, FieldProblem> {
  const { store, types, host } = useDesigner();
  const { doc } = useDocument();
  const fixText = useFixText();
  const found = useMemo(() => byField(problems, under), [problems, under]);
  return new Map(
    [...found].map(([field, problem]) => {
      const name = problem.node_id === null ? undefined : nodeById(doc, problem.node_id)?.name;
      const made = host && !host.readOnly ? fixesFor(doc, problem, types) : [];
      const fixes = made.slice(0, MOST_FIXES).flatMap((fix) => {
        const { command } = fix;
        return command ? [{ label: fixText(fix), run: () => store.run(command(store.get().doc)) }] : [];
      });
      return [
        field,
        { message: problemBesideName(problem, name), severity: problem.severity, column: problem.column, fixes },
      ];
    }),
  );
}
