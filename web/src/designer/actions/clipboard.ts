/** Copy, cut, paste and duplicate. */

import i18next from 'i18next';
import { announce } from '../../components/ui/announce';
import { copyText, cut, duplicate, type Pasted, paste } from '../model/clipboard';
import { nodesWithin } from '../model/grouping';
import type { Action, ActionContext } from './action';
import { chosen, partsChosen } from './chosen';
import { setFocused } from './focus';

/** Kept for browsers that hand nothing back: copying works between the jobs of this tab in any case. */
let lastCopied = '';

/** What goes to the clipboard, or null when nothing is chosen. */
export function textToCopy(context: ActionContext): string | null {
  const parts = chosen(context);
  if (parts.nodes.length + parts.notes.length + parts.groups.length === 0) return null;
  lastCopied = copyText(context.store.get().doc, parts, context.types);
  return lastCopied;
}

export function sayCopied(context: ActionContext): void {
  const { nodes, groups, notes } = chosen(context);
  const { doc } = context.store.get();
  const inside = groups.flatMap((id) => nodesWithin(doc, id));
  const count = new Set([...nodes, ...inside]).size;
  announce(count > 0 ? i18next.t('said.copied', { count }) : i18next.t('said.copied_notes', { count: notes.length }));
}

export function cutChosen(context: ActionContext): void {
  context.store.run(cut(context.store.get().doc, chosen(context), context.types).command);
}

function put({ store, view }: ActionContext, clip: Pasted): void {
  store.run(clip.command);
  store.select(clip.selection);
  const { nodes, groups, notes } = clip.selection;
  const [node] = nodes;
  if (node !== undefined) setFocused(store, node);
  const first = node ?? groups[0] ?? notes[0];
  if (first !== undefined) view?.reveal(first, true);
}

/** Puts what was copied into the job, at the pointer where it is over the canvas; says why where it cannot. */
export function pasteOrSay(context: ActionContext, text: string): void {
  const at = context.view?.pointer() ?? null;
  const { doc } = context.store.get();
  const given = paste(doc, text, at);
  const clip = given === 'no_clip' ? paste(doc, lastCopied, at) : given;
  if (typeof clip === 'string') announce(i18next.t(`said.paste_${clip}`));
  else put(context, clip);
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
    enabled: partsChosen,
    needs: 'reason.choose_part',
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
    enabled: partsChosen,
    needs: 'reason.choose_part',
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
    enabled: partsChosen,
    needs: 'reason.choose_part',
    perform: (context) => {
      const clip = duplicate(context.store.get().doc, chosen(context));
      if (clip) put(context, clip);
    },
  },
];
