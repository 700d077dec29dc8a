/** Puts the actions of the open job where keys and the palette find them, as long as it is shown. */

import { useEffect, useRef } from 'react';
import { type Doable, registry } from '../../commands/registry';
import { type Designer, useDesigner } from '../context';
import type { Action, ActionContext } from './action';
import { allActions } from './all';
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

/** Gives back how to ask for the context of an action as it is now. */
export function useActionKeys(): () => ActionContext {
  const designer = useDesigner();
  const latest = useRef(designer);
  latest.current = designer;
  const context = useRef(() => contextOf(latest.current)).current;
  useEffect(() => registry.add({ doables: allActions.map((action) => doableOf(action, context)) }), [context]);
  return context;
}
