/** Actions that run the job or a part of it. */

import type { TextKey } from '../../lib/i18n';
import { downstreamOfAll, upstreamOfAll } from '../model/graph';
import type { Action, ActionContext } from './action';
import { chosen, nodesChosen } from './chosen';

function runs(id: string, label: TextKey, keys: readonly string[], rest: Partial<Action> = {}) {
  return { id, label, keys, group: 'run', scope: 'canvas', edits: true, ...rest } as const;
}

const ofNodes = { enabled: nodesChosen, needs: 'reason.choose_node' } as const;

/** The chosen nodes with those before or after them. */
function part(ask: typeof upstreamOfAll) {
  return (context: ActionContext) => {
    const { nodes } = chosen(context);
    context.host.testRun([...new Set([...nodes, ...ask(context.store.get().doc, nodes)])]);
  };
}

export const runActions: readonly Action[] = [
  {
    ...runs('run.all', 'action.test_run', ['Ctrl+Enter']),
    scope: 'page',
    enabled: ({ store }) => store.get().doc.nodes.length > 0,
    needs: 'reason.no_nodes',
    perform: ({ host }) => host.testRun(),
  },
  {
    ...runs('run.chosen', 'action.test_chosen', ['Shift+Enter']),
    ...ofNodes,
    perform: (context) => context.host.testRun(chosen(context).nodes),
  },
  { ...runs('run.up_to', 'action.test_up_to', ['Alt+Enter']), ...ofNodes, perform: part(upstreamOfAll) },
  { ...runs('run.from', 'action.test_from', ['Alt+Shift+Enter']), ...ofNodes, perform: part(downstreamOfAll) },
];
