/** Adds a node from the palette: where there is room, or after the selected node with an edge to it. */

import type { NodeType } from '../../api/types';
import { fillNode } from '../../lib/definition';
import { addNodeOfType } from '../actions/nodes';
import { addNodes, newEdge } from '../model/commands';
import { freeId, freeName, nodeById } from '../model/document';
import { freePlace } from '../model/layout';
import type { DocumentStore } from '../model/store';
import { rememberType } from './recents';

const BELOW = 96;

/** The id of the new node. Without one node selected, `after` means nothing. */
export function addFromPalette(store: DocumentStore, type: NodeType, after: boolean): string {
  rememberType(type.name);
  const { doc, selection } = store.get();
  const [first, second] = selection.nodes;
  const source = after && first !== undefined && second === undefined ? nodeById(doc, first) : undefined;
  if (!source) return addNodeOfType(store, type);
  const from = source.position ?? { x: 0, y: 0 };
  const node = fillNode({
    id: freeId(doc),
    name: freeName(doc, type.name),
    type: type.name,
    properties: type.defaults,
    position: freePlace(doc, { x: from.x, y: from.y + BELOW }),
    group: source.group,
  });
  store.run(addNodes(doc, [node], [newEdge(source.id, node.id)]));
  store.select({ nodes: [node.id] });
  return node.id;
}
