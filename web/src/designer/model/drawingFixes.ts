/** Quick fixes of groups. */

import type { JobDefinition } from '../../lib/definition';
import { setField } from './changes';
import { groupById, nodeById } from './document';
import { change, type Fix } from './fix';
import type { LocalProblem } from './problem';

const OF_GROUPS = new Set(['unknown_group', 'group_cycle', 'groups_too_deep']);

/** Takes a node or a group out of the group it cannot lie in. */
export function drawingFix(doc: JobDefinition, problem: LocalProblem): Fix | null {
  if (!OF_GROUPS.has(problem.code)) return null;
  const node = nodeById(doc, problem.node_id ?? '');
  if (node) {
    const changes = (now: JobDefinition) => [
      setField('nodes', node.id, ['group'], nodeById(now, node.id)?.group, null),
    ];
    return change('leave_group', { name: node.name }, changes, node.name);
  }
  const group = doc.groups[Number(/^groups\[(\d+)\]/.exec(problem.field ?? '')?.[1] ?? -1)];
  if (!group) return null;
  const changes = (now: JobDefinition) => [
    setField('groups', group.id, ['parent'], groupById(now, group.id)?.parent, null),
  ];
  return change('leave_group', { name: group.name || group.id }, changes, group.name);
}
