/** Cycle, rule and policy of a dependency in words. */

import { useTranslation } from 'react-i18next';
import type { GraphEdge } from './api';
import { takesAll } from './model';

export function useEdgeWords() {
  const { t } = useTranslation();
  const cycle = (edge: GraphEdge) =>
    edge.cycle === 'same' ? t('graph.cycle_same') : t('graph.cycle_previous', { count: edge.n });
  const rule = (edge: GraphEdge) => t(`graph.rule_${edge.rule}`);
  const policy = (edge: GraphEdge) => t(`graph.policy_${edge.on_upstream_failure}`);
  return {
    cycle,
    rule,
    policy,
    /** On the line: only what differs from same cycle and all instances. */
    label: (edge: GraphEdge) =>
      [edge.cycle === 'same' ? '' : cycle(edge), takesAll(edge) ? '' : rule(edge)].filter(Boolean).join(', '),
    whole: (edge: GraphEdge) => [cycle(edge), rule(edge), policy(edge)].join(', '),
  };
}
