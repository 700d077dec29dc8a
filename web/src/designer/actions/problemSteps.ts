/** From one problem to the next, as the list of problems has them. */

import i18next from 'i18next';
import { announce } from '../../components/ui/announce';
import { nodeById } from '../model/document';
import type { ActionContext } from './action';
import { setFocused } from './focus';

let last = -1;

export function stepProblem(by: 1 | -1) {
  return (context: ActionContext) => {
    const { problems, store, host } = context;
    if (problems.length === 0) {
      announce(i18next.t('said.no_problems'));
      return;
    }
    const at = last < 0 || last >= problems.length ? (by > 0 ? -1 : 0) : last;
    last = (at + by + problems.length) % problems.length;
    const problem = problems[last];
    if (!problem) return;
    const node = problem.node_id === null ? undefined : nodeById(store.get().doc, problem.node_id);
    const text = i18next.t('said.problem', {
      number: last + 1,
      total: problems.length,
      name: node?.name ?? host.jobName,
      message: problem.message,
    });
    if (node) {
      store.select({ nodes: [node.id] });
      setFocused(store, node.id);
      context.view?.reveal(node.id, problem.field === null);
      if (problem.field !== null) requestAnimationFrame(() => host.openProperties(problem.field ?? undefined));
    }
    announce(text);
  };
}
