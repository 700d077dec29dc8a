/** What an action works on: the selection, else the node with the focus. */

import { groupOfNode } from '../model/grouping';
import { nothingSelected, type Selection } from '../model/store';
import type { ActionContext } from './action';
import { focusOf } from './focus';

export function chosen({ store }: ActionContext): Selection {
  const { selection } = store.get();
  if (Object.values(selection).some((part) => part.length > 0)) return selection;
  const focus = focusOf(store);
  return focus ? { ...nothingSelected, nodes: [focus.id] } : nothingSelected;
}

export const anyChosen = (context: ActionContext) => Object.values(chosen(context)).some((part) => part.length > 0);
export const nodesChosen = (context: ActionContext) => chosen(context).nodes.length > 0;
/** Anything but edges. */
export const partsChosen = (context: ActionContext) => {
  const { nodes, groups, notes } = chosen(context);
  return nodes.length + groups.length + notes.length > 0;
};
/** Exactly one edge and nothing else. */
export function edgeChosen({ store }: ActionContext): string | null {
  const { nodes, edges } = store.get().selection;
  return nodes.length === 0 && edges.length === 1 ? (edges[0] ?? null) : null;
}
export const oneFocused = ({ store }: ActionContext) => focusOf(store) !== null;

/** Things that can be moved: at least so many. */
export const blocksChosen = (least: number) => (context: ActionContext) => {
  const { nodes, groups, notes } = chosen(context);
  return nodes.length + groups.length + notes.length >= least;
};

/** The groups that are chosen, else those of the chosen nodes. */
export function groupsMeant(context: ActionContext): string[] {
  const { nodes, groups } = chosen(context);
  if (groups.length > 0) return [...groups];
  const { doc } = context.store.get();
  return [...new Set(nodes.flatMap((id) => groupOfNode(doc, id) ?? []))];
}
