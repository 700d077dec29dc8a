/** Puts the actions of the open job where keys and the palette find them, as long as it is shown. */

import i18next from 'i18next';
import { useEffect, useRef } from 'react';
import { type Doable, type Found, registry } from '../../commands/registry';
import { announce } from '../../components/ui/announce';
import { type Designer, useDesigner } from '../context';
import type { Action, ActionContext } from './action';
import { allActions } from './all';
import { goTo } from './focus';
import { viewingHost } from './viewingHost';

function doableOf(action: Action, context: () => ActionContext): Doable {
  const { perform, enabled, needs, edits, ...described } = action;
  return {
    ...described,
    refusal: () => {
      const now = context();
      if (edits && now.host.readOnly) return 'reason.read_only';
      return enabled && !enabled(now) ? (needs ?? 'reason.not_now') : null;
    },
    perform: () => perform(context()),
  };
}

function contextOf(designer: Designer): ActionContext {
  const { store, types, problems, host, view } = designer;
  return { store, types, problems, host: host ?? viewingHost, view: view.current };
}

const OF_A_NODE = ['open.properties', 'edit.rename', 'add.after', 'connect.to', 'run.chosen', 'run.up_to', 'look.link'];

/** The nodes of the job as the palette finds them. */
function nodesOf(context: ActionContext, actions: readonly Doable[]): Found[] {
  const { store, types } = context;
  const offered = actions.filter((action) => OF_A_NODE.includes(action.id));
  return store.get().doc.nodes.map((node) => ({
    id: `node:${node.id}`,
    title: node.name,
    detail: types.get(node.type)?.label ?? node.type,
    icon: types.get(node.type)?.icon ?? node.type,
    open: () => goTo(context, node.id),
    more: offered.map((action) => ({
      label: i18next.t(action.label),
      perform: () => {
        goTo(context, node.id);
        const refusal = action.refusal();
        if (refusal) announce(i18next.t(refusal));
        else action.perform();
      },
    })),
  }));
}

/** Gives back how to ask for the context of an action as it is now. */
export function useActionKeys(): () => ActionContext {
  const designer = useDesigner();
  const latest = useRef(designer);
  latest.current = designer;
  const context = useRef(() => contextOf(latest.current)).current;
  useEffect(() => {
    const doables = allActions.map((action) => doableOf(action, context));
    return registry.add({ doables, nodes: () => nodesOf(context(), doables) });
  }, [context]);
  return context;
}
