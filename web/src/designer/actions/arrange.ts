/** Actions that move and order what is drawn. */

import i18next from 'i18next';
import { announce } from '../../components/ui/announce';
import type { TextKey } from '../../lib/i18n';
import { arrangeJob } from '../canvas/arrangeJob';
import { togglePinned } from '../model/bulk';
import type { Command } from '../model/commands';
import { groupById } from '../model/document';
import { contentOf } from '../model/grouping';
import { groupSelection, setCollapsed, ungroup } from '../model/groups';
import { type Alignment, align, distribute, nudge } from '../model/moving';
import type { Action, ActionContext } from './action';
import { blocksChosen, chosen, groupsMeant, nodesChosen } from './chosen';
import { backToCanvas } from './focus';

function arranges(id: string, label: TextKey, keys: readonly string[], least: number) {
  return {
    id,
    label,
    keys,
    group: 'arrange',
    scope: 'canvas',
    edits: true,
    enabled: blocksChosen(least),
    needs: least > 2 ? 'reason.choose_three' : least > 1 ? 'reason.choose_two' : 'reason.choose_node',
  } as const;
}

const ARROWS = [
  ['up', 'Up', 0, -1],
  ['down', 'Down', 0, 1],
  ['left', 'Left', -1, 0],
  ['right', 'Right', 1, 0],
] as const;

const FAR = 5;

const SIDES: readonly (readonly [Alignment, string])[] = [
  ['left', 'L'],
  ['right', 'R'],
  ['top', 'T'],
  ['bottom', 'B'],
  ['middle', 'M'],
  ['centre', 'C'],
  ['grid', 'G'],
];

function move(x: number, y: number) {
  return (context: ActionContext) => context.store.run(nudge(context.store.get().doc, chosen(context), x, y));
}

/** A command without changes is no step; that it did nothing is said. */
function runOrSay({ store }: ActionContext, command: Command): void {
  if (command.changes.length === 0) announce(i18next.t('said.no_change'));
  else store.run(command);
}

const ofGroups = {
  enabled: (context: ActionContext) => groupsMeant(context).length > 0,
  needs: 'reason.no_group',
} as const;

/** All nodes, or the chosen ones where several are. What is seen does not move along. */
function tidy(direction: 'down' | 'right') {
  return ({ store }: ActionContext): void => {
    const holder = document.querySelector<HTMLElement>('.canvas');
    void arrangeJob(store, holder, direction, i18next.t('tools.arrange_failed'));
  };
}

export const arrangeActions: readonly Action[] = [
  ...ARROWS.map(([name, key, x, y]) => ({
    ...arranges(`move.${name}`, `action.move_${name}`, [`Alt+${key}`], 1),
    family: 'action.move' as const,
    repeats: true,
    perform: move(x, y),
  })),
  ...ARROWS.map(([name, key, x, y]) => ({
    ...arranges(`move_far.${name}`, `action.move_far_${name}`, [`Alt+Shift+${key}`], 1),
    family: 'action.move_far' as const,
    repeats: true,
    perform: move(x * FAR, y * FAR),
  })),
  {
    ...arranges('arrange.tidy', 'action.tidy', ['Alt+Shift+T'], 0),
    enabled: ({ store }) => store.get().doc.nodes.length > 1,
    needs: 'reason.no_nodes',
    perform: tidy('down'),
  },
  {
    ...arranges('arrange.tidy_right', 'action.tidy_right', ['Alt+Shift+R'], 0),
    enabled: ({ store }) => store.get().doc.nodes.length > 1,
    needs: 'reason.no_nodes',
    perform: tidy('right'),
  },
  {
    ...arranges('arrange.group', 'action.group', ['Ctrl+Shift+G'], 1),
    perform: (context) => {
      const { doc } = context.store.get();
      const command = groupSelection(
        doc,
        chosen(context),
        i18next.t('group.new_name', { number: doc.groups.length + 1 }),
      );
      context.store.run(command);
      context.store.select({ groups: [command.id] });
      context.view?.reveal(command.id, true);
    },
  },
  {
    ...arranges('arrange.ungroup', 'action.ungroup', ['Ctrl+Shift+U'], 1),
    ...ofGroups,
    perform: (context) => {
      const { store } = context;
      const { doc } = store.get();
      const ids = groupsMeant(context);
      const members = ids.flatMap((id) => contentOf(doc, id).nodes);
      store.run(ungroup(doc, ids));
      store.select({ nodes: members });
      backToCanvas(context);
    },
  },
  {
    ...arranges('arrange.collapse', 'action.collapse', ['Ctrl+Shift+E'], 1),
    ...ofGroups,
    perform: (context) => {
      const { doc } = context.store.get();
      const ids = groupsMeant(context);
      const open = ids.some((id) => !groupById(doc, id)?.collapsed);
      context.store.run(setCollapsed(doc, ids, open));
      context.store.select({ groups: ids });
      backToCanvas(context);
    },
  },
  {
    ...arranges('arrange.pin', 'action.pin', ['P'], 1),
    enabled: nodesChosen,
    perform: (context) => context.store.run(togglePinned(context.store.get().doc, chosen(context).nodes)),
  },
  ...SIDES.map(([side, key]) => ({
    ...arranges(`align.${side}`, `action.align_${side}`, [`Alt+A ${key}`], side === 'grid' ? 1 : 2),
    family: 'action.align' as const,
    perform: (context: ActionContext) => runOrSay(context, align(context.store.get().doc, chosen(context), side)),
  })),
  ...(['h', 'v'] as const).map((axis) => ({
    ...arranges(`distribute.${axis}`, `action.distribute_${axis}`, [`Alt+A ${axis.toUpperCase()}`], 3),
    family: 'action.distribute' as const,
    perform: (context: ActionContext) => runOrSay(context, distribute(context.store.get().doc, chosen(context), axis)),
  })),
];
