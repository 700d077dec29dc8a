/** Fixes of problems: one, or all of a kind in one step. */

import type { Problem } from '../../api/types';
import type { JobDefinition } from '../../lib/definition';
import type { KnownTypes } from '../model/catalog';
import { type Command, compose } from '../model/commands';
import { type Fix, fixesFor } from '../model/fixes';

/** Problems of the same kind whose first fix is the same and changes the job. */
export function sameKind(
  problems: readonly Problem[],
  problem: Problem,
  fix: Fix,
  doc: JobDefinition,
  types: KnownTypes,
): Fix[] {
  if (!fix.command) return [];
  return problems
    .filter((other) => other.code === problem.code && other.severity === problem.severity)
    .flatMap((other) => fixesFor(doc, other, types).find((one) => one.id === fix.id && one.command) ?? []);
}

/** All of them as one step. Each is made from the document as the ones before leave it. */
export function fixAll(doc: JobDefinition, fixes: readonly Fix[], name: string): Command {
  // From the last one: removing something does not move what comes before it.
  const parts = [...fixes].reverse().map((fix) => (now: JobDefinition) => fix.command?.(now) ?? null);
  return compose(doc, 'fix', name, parts);
}
