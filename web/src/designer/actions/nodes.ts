/** Actions on nodes: each reads the document, makes one command and runs it. */

import type { NodeType } from '../../api/types';
import { fillNode, type Position } from '../../lib/definition';
import { copyText, duplicate as duplicated, paste as pasted } from '../model/clipboard';
import { addNodes, moveNodes, remove } from '../model/commands';
import { freeId, freeName, GRID, NODE_HEIGHT, NODE_WIDTH, nodeById } from '../model/document';
import { freePlace, snap } from '../model/layout';
import type { DocumentStore } from '../model/store';

/** Below the selected node, else below everything; at `at` (its middle) when it was dropped there. */
function placeFor(store: DocumentStore, at: Position | null, exact: boolean): Position {
  const { doc, selection } = store.get();
  if (at && exact) return { x: snap(at.x - NODE_WIDTH / 2), y: snap(at.y - NODE_HEIGHT / 2) };
  const last = selection.nodes[0];
  const from = (last ? nodeById(doc, last) : doc.nodes.at(-1))?.position;
  return freePlace(doc, from ? { x: from.x, y: from.y + 96 } : { x: 0, y: 0 });
}

export function addNodeOfType(store: DocumentStore, type: NodeType, at: Position | null = null, exact = false): string {
  const { doc } = store.get();
  const id = freeId(doc);
  const node = fillNode({
    id,
    name: freeName(doc, type.name),
    type: type.name,
    properties: type.defaults,
    position: placeFor(store, at, exact),
  });
  store.run(addNodes(doc, [node], []));
  store.select({ nodes: [id] });
  return id;
}

export function deleteSelection(store: DocumentStore): void {
  const { doc, selection } = store.get();
  if (selection.nodes.length + selection.edges.length === 0) return;
  store.run(remove(doc, selection));
}

let lastCopied = '';

export async function copySelection(store: DocumentStore): Promise<void> {
  const { doc, selection } = store.get();
  if (selection.nodes.length === 0) return;
  lastCopied = copyText(doc, selection);
  // Without the permission for the clipboard, copying still works inside this tab.
  await navigator.clipboard?.writeText(lastCopied).catch(() => undefined);
}

function pasteText(store: DocumentStore, text: string): boolean {
  const clip = pasted(store.get().doc, text);
  if (typeof clip === 'string') return false;
  store.run(clip.command);
  store.select(clip.selection);
  return true;
}

export async function paste(store: DocumentStore): Promise<void> {
  const text = await navigator.clipboard?.readText().catch(() => '');
  if (!pasteText(store, text ?? '')) pasteText(store, lastCopied);
}

export function duplicate(store: DocumentStore): void {
  const { doc, selection } = store.get();
  const clip = duplicated(doc, selection);
  if (!clip) return;
  store.run(clip.command);
  store.select(clip.selection);
}

export function selectAll(store: DocumentStore): void {
  store.select({ nodes: store.get().doc.nodes.map((node) => node.id) });
}

export function nudge(store: DocumentStore, dx: number, dy: number): void {
  const { doc, selection } = store.get();
  if (selection.nodes.length === 0) return;
  const places = new Map<string, Position>();
  for (const id of selection.nodes) {
    const from = nodeById(doc, id)?.position ?? { x: 0, y: 0 };
    places.set(id, { x: from.x + dx * GRID, y: from.y + dy * GRID });
  }
  store.run(moveNodes(doc, places, 'move', `nudge:${selection.nodes.join()}`));
}
