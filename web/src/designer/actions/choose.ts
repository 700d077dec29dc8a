/** Actions that choose: walking, what is connected, problems. None changes the job. */

import i18next from 'i18next';
import { announce } from '../../components/ui/announce';
import type { JobDefinition } from '../../lib/definition';
import type { TextKey } from '../../lib/i18n';
import { connectedTo, type Direction, downstreamOfAll, upstreamOfAll } from '../model/graph';
import { nothingSelected } from '../model/store';
import type { Action, ActionContext } from './action';
import { chosen, groupsMeant, nodesChosen, oneFocused } from './chosen';
import { backToCanvas, focusOf, partOf } from './focus';
import { cycleParts } from './parts';
import { stepProblem } from './problemSteps';
import { cycleEdges, extend, step, toggleChosen } from './walking';

const hasNodes = ({ store }: ActionContext) => store.get().doc.nodes.length > 0;

function say(context: ActionContext): void {
  announce(i18next.t('said.chosen', { count: context.store.get().selection.nodes.length }));
}

/** The chosen nodes together with those that a question to the graph gives. */
function together(ask: (doc: JobDefinition, ids: readonly string[]) => Iterable<string>) {
  return (context: ActionContext) => {
    const { nodes } = chosen(context);
    context.store.select({ nodes: [...new Set([...nodes, ...ask(context.store.get().doc, nodes)])] });
    say(context);
  };
}

function chooses(id: string, label: TextKey, keys: readonly string[], rest: Partial<Action> = {}) {
  return { id, label, keys, group: 'choose', scope: 'canvas', edits: false, ...rest } as const;
}

const ARROWS: readonly (readonly [Direction, string])[] = [
  ['up', 'Up'],
  ['down', 'Down'],
  ['left', 'Left'],
  ['right', 'Right'],
];

const ofNodes = { enabled: nodesChosen, needs: 'reason.choose_node' } as const;

export const chooseActions: readonly Action[] = [
  ...ARROWS.map(([direction, key]) => ({
    ...chooses(`walk.${direction}`, `action.walk_${direction}`, [key]),
    family: 'action.walk' as const,
    repeats: true,
    enabled: hasNodes,
    needs: 'reason.no_nodes' as const,
    perform: step(direction),
  })),
  ...ARROWS.map(([direction, key]) => ({
    ...chooses(`extend.${direction}`, `action.extend_${direction}`, [`Shift+${key}`]),
    family: 'action.extend' as const,
    repeats: true,
    enabled: hasNodes,
    needs: 'reason.no_nodes' as const,
    perform: extend(direction),
  })),
  {
    ...chooses('choose.toggle', 'action.choose_toggle', ['Space']),
    enabled: hasNodes,
    needs: 'reason.no_nodes',
    perform: toggleChosen,
  },
  {
    ...chooses('open.properties', 'action.open_properties', ['Enter']),
    enabled: (context) =>
      oneFocused(context) || partOf(context.store) !== undefined || context.store.get().selection.edges.length > 0,
    needs: 'reason.choose_part',
    perform: ({ store, host, view }) => {
      const { edges } = store.get().selection;
      const [edge] = edges;
      if (edge !== undefined) {
        view?.editEdge(edge);
        return;
      }
      const node = focusOf(store);
      if (node && partOf(store) === undefined && store.get().selection.nodes.length === 0)
        store.select({ nodes: [node.id] });
      requestAnimationFrame(() => host.openProperties());
    },
  },
  {
    ...chooses('walk.edge', 'action.walk_edge', ['E']),
    enabled: oneFocused,
    needs: 'reason.choose_node',
    perform: cycleEdges(1),
  },
  {
    ...chooses('walk.edge_back', 'action.walk_edge_back', ['Shift+E']),
    enabled: oneFocused,
    needs: 'reason.choose_node',
    perform: cycleEdges(-1),
  },
  ...([1, -1] as const).map((by) => ({
    ...chooses(
      by > 0 ? 'walk.part' : 'walk.part_back',
      by > 0 ? 'action.note_next' : 'action.note_previous',
      by > 0 ? ['B'] : ['Shift+B'],
    ),
    enabled: ({ store }: ActionContext) => store.get().doc.groups.length + store.get().doc.notes.length > 0,
    needs: 'reason.no_parts' as const,
    perform: cycleParts(by),
  })),
  {
    ...chooses('choose.upstream', 'action.choose_upstream', ['Alt+S U']),
    ...ofNodes,
    perform: together(upstreamOfAll),
  },
  {
    ...chooses('choose.downstream', 'action.choose_downstream', ['Alt+S D']),
    ...ofNodes,
    perform: together(downstreamOfAll),
  },
  {
    ...chooses('choose.connected', 'action.choose_connected', ['Alt+S C']),
    ...ofNodes,
    perform: together(connectedTo),
  },
  {
    ...chooses('choose.group', 'action.choose_group', ['Alt+S G']),
    enabled: (context) => groupsMeant(context).length > 0,
    needs: 'reason.no_group',
    perform: (context) => {
      context.store.select({ groups: groupsMeant(context) });
      backToCanvas(context);
    },
  },
  {
    ...chooses('choose.inverse', 'action.choose_inverse', ['Alt+S I']),
    enabled: hasNodes,
    needs: 'reason.no_nodes',
    perform: (context) => {
      const { doc, selection } = context.store.get();
      const old = new Set(selection.nodes);
      context.store.select({ nodes: doc.nodes.map((node) => node.id).filter((id) => !old.has(id)) });
      say(context);
    },
  },
  {
    ...chooses('choose.all', 'action.choose_all', ['Ctrl+A']),
    enabled: hasNodes,
    needs: 'reason.no_nodes',
    perform: (context) => {
      const { doc } = context.store.get();
      context.store.select({
        nodes: doc.nodes.map((node) => node.id),
        groups: doc.groups.map((group) => group.id),
        notes: doc.notes.map((note) => note.id),
      });
      say(context);
    },
  },
  {
    ...chooses('choose.none', 'action.choose_none', ['Esc']),
    perform: ({ store, view }) => {
      const { edges } = store.get().selection;
      const back = edges.length > 0 || partOf(store) !== undefined ? focusOf(store) : null;
      // From an edge, a group or a note, Esc leads back to the node it was reached from.
      store.select(back ? { nodes: [back.id] } : nothingSelected);
      if (back) view?.reveal(back.id, true);
    },
  },
  { ...chooses('problem.next', 'action.problem_next', ['F8']), scope: 'page', perform: stepProblem(1) },
  { ...chooses('problem.previous', 'action.problem_previous', ['Shift+F8']), scope: 'page', perform: stepProblem(-1) },
];
