/** The problems of a node or an edge, by the field that shows them. No React. */

import type { Problem } from '../../api/types';
import { normalPath } from './fieldFocus';

/** The first problem of each path, errors before warnings. `under`: only paths below it, named without it. */
export function byField(problems: readonly Problem[], under = ''): ReadonlyMap<string, Problem> {
  const found = new Map<string, Problem>();
  const start = under === '' ? '' : `${under}.`;
  const sorted = [...problems].sort((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'));
  for (const problem of sorted) {
    const path = normalPath(problem.field ?? '');
    if (path === '' || !path.startsWith(start)) continue;
    const field = path.slice(start.length);
    if (!found.has(field)) found.set(field, problem);
  }
  return found;
}

export function ofNode(problems: readonly Problem[], id: string): Problem[] {
  // Problems of an edge name its target, but stand in the panel of the edge.
  return problems.filter((problem) => problem.node_id === id && !problem.field?.startsWith('edges['));
}

/** Problems of the edge at that place in the list. */
export function ofEdge(problems: readonly Problem[], index: number): Problem[] {
  return problems.filter((problem) => problem.field?.startsWith(`edges[${index}]`));
}

export type PanelTab = 'properties' | 'advanced' | 'output' | 'notes';

const ADVANCED: ReadonlySet<string> = new Set([
  'fail_policy',
  'retry',
  'timeout_minutes',
  'memory_limit_mb',
  'nice',
  'queue',
  'task_group',
  'after_loss',
  'dry_run',
]);

/** The tab on which a field lies. */
export function tabOf(path: string): PanelTab {
  const first = normalPath(path).split('.')[0] ?? '';
  if (first === 'description') return 'notes';
  return ADVANCED.has(first) ? 'advanced' : 'properties';
}
