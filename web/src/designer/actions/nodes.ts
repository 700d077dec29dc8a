/** Adds a node of a type: where it was dropped, else below what is chosen. */

import type { NodeType } from '../../api/types';
import { fillNode, type Position } from '../../lib/definition';
import { addNodes } from '../model/commands';
import { freeId, freeName, NODE_HEIGHT, NODE_WIDTH, nodeById } from '../model/document';
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
