/** Copy, cut, paste and duplicate. */

import i18next from 'i18next';
import { announce } from '../../components/ui/announce';
import type { Position } from '../../lib/definition';
import { copyText, pasted } from '../model/clipboard';
import { addNodes, type CommandName, remove } from '../model/commands';
import { NODE_HEIGHT, NODE_WIDTH } from '../model/document';
import { snap } from '../model/layout';
import type { Action, ActionContext } from './action';
import { chosen, nodesChosen } from './chosen';
import { setFocused } from './focus';

/** Kept for browsers that hand nothing back: copying works between the jobs of this tab in any case. */
let lastCopied = '';

/** What goes to the clipboard, or null when nothing is chosen. */
export function textToCopy(context: ActionContext): string | null {
  const { nodes } = chosen(context);
  if (nodes.length === 0) return null;
  lastCopied = copyText(context.store.get().doc, nodes);
  return lastCopied;
}

export function sayCopied(context: ActionContext): void {
  announce(i18next.t('said.copied', { count: chosen(context).nodes.length }));
}

export function cutChosen(context: ActionContext): void {
  context.store.run(remove(context.store.get().doc, { nodes: chosen(context).nodes }, 'cut'));
}

function moved<T extends { readonly position: Position | null }>(nodes: readonly T[], to: Position | null): T[] {
  if (!to || nodes.length === 0) return [...nodes];
  const places = nodes.map((node) => node.position ?? { x: 0, y: 0 });
  const left = Math.min(...places.map((place) => place.x));
  const top = Math.min(...places.map((place) => place.y));
  const by = { x: snap(to.x - NODE_WIDTH / 2) - left, y: snap(to.y - NODE_HEIGHT / 2) - top };
  return nodes.map((node) => ({
    ...node,
    position: { x: (node.position?.x ?? 0) + by.x, y: (node.position?.y ?? 0) + by.y },
  }));
}

/** Puts the nodes of a clipboard text into the job, at the pointer where it is over the canvas. */
export function pasteText(context: ActionContext, text: string, name: CommandName, at: Position | null): boolean {
  const { store, view } = context;
  const clip = pasted(store.get().doc, text);
  if (!clip) return false;
  const nodes = moved(clip.nodes, at);
  store.run(addNodes(store.get().doc, nodes, clip.edges, name));
  store.select({ nodes: nodes.map((node) => node.id) });
  const [firstNode] = nodes;
  if (firstNode) {
    setFocused(store, firstNode.id);
    view?.reveal(firstNode.id, true);
  }
  return true;
}

export function pasteOrSay(context: ActionContext, text: string): void {
  const at = context.view?.pointer() ?? null;
  if (pasteText(context, text, 'paste', at) || pasteText(context, lastCopied, 'paste', at)) return;
  announce(i18next.t('said.nothing_to_paste'));
}

/** Without the permission for the clipboard, copying still works inside this tab. */
async function write(text: string): Promise<void> {
  await navigator.clipboard?.writeText(text).catch(() => undefined);
}

async function read(): Promise<string> {
  return (await navigator.clipboard?.readText().catch(() => '')) ?? '';
}

export const clipboardActions: readonly Action[] = [
  {
    id: 'edit.copy',
    label: 'action.copy',
    group: 'build',
    scope: 'canvas',
    keys: ['Ctrl+C'],
    edits: false,
    native: 'copy',
    enabled: nodesChosen,
    needs: 'reason.choose_node',
    perform: (context) => {
      const text = textToCopy(context);
      if (text === null) return;
      void write(text);
      sayCopied(context);
    },
  },
  {
    id: 'edit.cut',
    label: 'action.cut',
    group: 'build',
    scope: 'canvas',
    keys: ['Ctrl+X'],
    edits: true,
    native: 'cut',
    enabled: nodesChosen,
    needs: 'reason.choose_node',
    perform: (context) => {
      const text = textToCopy(context);
      if (text === null) return;
      void write(text);
      cutChosen(context);
    },
  },
  {
    id: 'edit.paste',
    label: 'action.paste',
    group: 'build',
    scope: 'canvas',
    keys: ['Ctrl+V'],
    edits: true,
    native: 'paste',
    perform: (context) => void read().then((text) => pasteOrSay(context, text)),
  },
  {
    id: 'edit.duplicate',
    label: 'action.duplicate',
    group: 'build',
    scope: 'canvas',
    keys: ['Ctrl+D'],
    edits: true,
    enabled: nodesChosen,
    needs: 'reason.choose_node',
    perform: (context) =>
      void pasteText(context, copyText(context.store.get().doc, chosen(context).nodes), 'duplicate', null),
  },
];
