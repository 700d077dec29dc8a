/** Where the focus goes when the node that had it is removed: to the nearest one that is left. */

import type { JobNode, Position } from '../../lib/definition';
import { inverse } from '../model/changes';
import { nodeById } from '../model/document';
import type { DocumentEvent } from '../model/store';
import type { ActionContext } from './action';
import { backToCanvas, focusOf, setFocused } from './focus';

const ORIGIN: Position = { x: 0, y: 0 };

export function nearest(nodes: readonly JobNode[], to: Position): JobNode | null {
  let best: JobNode | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const node of nodes) {
    const { x, y } = node.position ?? ORIGIN;
    const distance = Math.hypot(x - to.x, y - to.y);
    if (distance < least) [best, least] = [node, distance];
  }
  return best;
}

function focusIsHere(): boolean {
  const active = document.activeElement;
  return active === null || active === document.body || active.closest('.canvas') !== null;
}

export function refocus(event: DocumentEvent, context: ActionContext): void {
  if (!event.command || event.kind === 'saved' || event.kind === 'reset') return;
  const changes = event.kind === 'undo' ? inverse(event.command.changes) : event.command.changes;
  const gone = changes.flatMap((change) =>
    change.kind === 'remove' && change.list === 'nodes' ? [change.item as JobNode] : [],
  );
  const { doc } = event.state;
  const [first] = gone;
  const part = changes.some((change) => change.kind === 'remove' && change.list !== 'nodes' && change.list !== 'edges');
  // What had the focus was a group or a note: what keys mean now is seen to have it.
  if (!first && part) {
    requestAnimationFrame(() => document.activeElement === document.body && backToCanvas(context));
    return;
  }
  if (!first || (focusOf(context.store) && !gone.some((node) => nodeById(doc, node.id) === undefined))) return;
  const next = nearest(doc.nodes, first.position ?? ORIGIN);
  if (!next) {
    if (focusIsHere()) document.querySelector<HTMLElement>('.canvas')?.focus({ preventScroll: true });
    return;
  }
  setFocused(context.store, next.id);
  if (focusIsHere()) requestAnimationFrame(() => focusIsHere() && context.view?.reveal(next.id, true));
}
