/** Which node has the focus of the canvas, whether or not it is drawn just now. */

import type { JobNode } from '../../lib/definition';
import { nodeById } from '../model/document';
import type { DocumentStore } from '../model/store';
import type { ActionContext } from './action';

const focused = new WeakMap<DocumentStore, string>();

export function setFocused(store: DocumentStore, id: string): void {
  focused.set(store, id);
}

/** The node that keys mean: the one with the focus if it is chosen, else the last chosen one. */
export function focusOf(store: DocumentStore): JobNode | null {
  const { doc, selection } = store.get();
  const last = focused.get(store);
  const id = last !== undefined && selection.nodes.includes(last) ? last : selection.nodes.at(-1);
  return nodeById(doc, id ?? last ?? '') ?? null;
}

/** The group or note that is chosen, where nothing else is. */
export function partOf(store: DocumentStore): string | undefined {
  const { nodes, groups, notes } = store.get().selection;
  return nodes.length > 0 ? undefined : (groups[0] ?? notes[0]);
}

/** Where Tab enters the canvas. */
export function entryOf(store: DocumentStore): JobNode | null {
  return focusOf(store) ?? first(store.get().doc.nodes);
}

/** The node at the top left: where reading begins. */
export function first(nodes: readonly JobNode[]): JobNode | null {
  const before = (a: JobNode, b: JobNode) =>
    (a.position?.y ?? 0) - (b.position?.y ?? 0) || (a.position?.x ?? 0) - (b.position?.x ?? 0);
  return [...nodes].sort(before)[0] ?? null;
}

/** Gives a node the focus and chooses it alone. */
export function goTo(context: ActionContext, id: string): void {
  context.store.select({ nodes: [id] });
  setFocused(context.store, id);
  context.view?.reveal(id, true);
}

/** Gives the focus back to what is chosen, else to the place where it was last. */
export function backToCanvas({ store, view }: ActionContext): void {
  const id = partOf(store) ?? focusOf(store)?.id;
  if (id !== undefined && view) view.reveal(id, true);
  else document.querySelector<HTMLElement>('.canvas, .outline-grid')?.focus({ preventScroll: true });
}
