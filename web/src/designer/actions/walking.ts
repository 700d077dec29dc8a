/** Walking the graph with the arrow keys, and round the edges of a node. */

import i18next from 'i18next';
import { announce } from '../../components/ui/announce';
import { edgeKey } from '../model/changes';
import { edgeByKey, groupById, nextOf, nodeById, previousOf } from '../model/document';
import { cardOfNode } from '../model/frames';
import { type Direction, walk } from '../model/graph';
import type { ActionContext } from './action';
import { entryOf, focusOf, goTo, setFocused } from './focus';

/** Chooses the node, or the closed group it is drawn in. */
function stand(context: ActionContext, id: string): void {
  const { doc } = context.store.get();
  const card = cardOfNode(doc, id);
  if (card === null) {
    goTo(context, id);
    return;
  }
  setFocused(context.store, id);
  context.store.select({ groups: [card] });
  context.view?.reveal(card, true);
  announce(i18next.t('said.closed_group', { name: groupById(doc, card)?.name ?? card }));
}

function nextFrom(context: ActionContext, from: string, direction: Direction): string | null {
  const { doc } = context.store.get();
  const here = cardOfNode(doc, from);
  return walk(doc, from, direction, (id) => here === null || cardOfNode(doc, id) !== here);
}

export function step(direction: Direction) {
  return (context: ActionContext) => {
    const from = focusOf(context.store);
    const id = from ? nextFrom(context, from.id, direction) : entryOf(context.store)?.id;
    if (id) stand(context, id);
    else announce(i18next.t('said.no_node', { where: i18next.t(`direction.${direction}`) }));
  };
}

/** The next node joins the selection; one that is in it already gives it back. */
export function extend(direction: Direction) {
  return (context: ActionContext) => {
    const { store, view } = context;
    const from = focusOf(store);
    const id = from ? nextFrom(context, from.id, direction) : null;
    if (!from || !id) {
      step(direction)(context);
      return;
    }
    const { selection } = store.get();
    const back = selection.nodes.includes(id);
    const nodes = back ? selection.nodes.filter((one) => one !== from.id) : [...selection.nodes, id];
    store.select({ ...selection, nodes });
    setFocused(store, id);
    view?.reveal(id, true);
    announce(i18next.t('said.chosen', { count: nodes.length }));
  };
}

/** Adds the node with the focus to the selection or takes it out. */
export function toggleChosen(context: ActionContext): void {
  const { store } = context;
  const node = focusOf(store) ?? entryOf(store);
  if (!node) return;
  const { nodes } = store.get().selection;
  const next = nodes.includes(node.id) ? nodes.filter((id) => id !== node.id) : [...nodes, node.id];
  store.select({ ...store.get().selection, nodes: next });
  announce(i18next.t('said.chosen', { count: next.length }));
}

/** The edges of the node with the focus, one after another: those that lead in, then those that lead on. */
export function cycleEdges(by: 1 | -1) {
  return (context: ActionContext) => {
    const { store } = context;
    const { doc, selection } = store.get();
    const node = focusOf(store);
    if (!node) return;
    const keys = [
      ...previousOf(doc, node.id).map((source) => edgeKey({ source, target: node.id })),
      ...nextOf(doc, node.id).map((target) => edgeKey({ source: node.id, target })),
    ];
    const at = keys.indexOf(selection.edges[0] ?? '');
    const key = keys[at < 0 ? (by > 0 ? 0 : keys.length - 1) : (at + by + keys.length) % keys.length];
    const edge = key === undefined ? undefined : edgeByKey(doc, key);
    if (!key || !edge) {
      announce(i18next.t('said.no_edges', { name: node.name }));
      return;
    }
    setFocused(store, node.id);
    store.select({ edges: [key] });
    const names = { source: nodeById(doc, edge.source)?.name ?? '', target: nodeById(doc, edge.target)?.name ?? '' };
    const place = { number: keys.indexOf(key) + 1, total: keys.length };
    announce(
      edge.condition === null
        ? i18next.t('said.edge', { ...names, ...place })
        : i18next.t('said.edge_condition', { ...names, ...place, condition: edge.condition }),
    );
  };
}
