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
