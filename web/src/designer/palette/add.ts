/** Adds a node where there is no pointer: in a free place, or beside another node with an edge. */

import type { NodeType } from '../../api/types';
import { fillNode } from '../../lib/definition';
import { addNodeOfType } from '../actions/nodes';
import { addNodes, newEdge } from '../model/commands';
import { edgeByKey, freeId, freeName, nodeById } from '../model/document';
import { freeBeside } from '../model/layout';
import type { DocumentStore } from '../model/store';
import { insertOnEdge } from '../model/wiring';
import { rememberType } from './recents';

const BELOW = 96;

/** Where the new node belongs: it follows one, comes before one, or goes into an edge. */
export interface Beside {
  readonly after?: string;
  readonly before?: string;
  readonly onEdge?: string;
}

/** The id of the new node. Without one node selected, `after` means nothing. */
export function addFromPalette(store: DocumentStore, type: NodeType, after: boolean): string {
  const { selection } = store.get();
  const [first, second] = selection.nodes;
  return addBeside(store, type, after && first !== undefined && second === undefined ? { after: first } : {});
}

export function addBeside(store: DocumentStore, type: NodeType, beside: Beside): string {
  rememberType(type.name);
  const { doc } = store.get();
  const edge = beside.onEdge === undefined ? undefined : edgeByKey(doc, beside.onEdge);
  const other = nodeById(doc, beside.after ?? beside.before ?? edge?.source ?? '');
  if (!other) return addNodeOfType(store, type);
  const from = other.position ?? { x: 0, y: 0 };
  const node = fillNode({
    id: freeId(doc),
    name: freeName(doc, type.name),
    type: type.name,
    properties: type.defaults,
    position: freeBeside(doc, { x: from.x, y: from.y + (beside.before === undefined ? BELOW : -BELOW) }),
    group: other.group,
  });
  const line = beside.before === undefined ? newEdge(other.id, node.id) : newEdge(node.id, other.id);
  store.run(beside.onEdge && edge ? insertOnEdge(doc, beside.onEdge, node) : addNodes(doc, [node], [line]));
  store.select({ nodes: [node.id] });
  return node.id;
}
