/** Copy and paste of nodes with the edges among them, as JSON text. */

import { fillNode, type JobDefinition, type JobEdge, type JobNode } from '../../lib/definition';
import { freeId, freeName } from './document';

const MARK = 'millrace_nodes';
const PASTE_SHIFT = 32;

interface Clip {
  readonly [MARK]: 1;
  readonly nodes: readonly JobNode[];
  readonly edges: readonly JobEdge[];
}

export function copyText(doc: JobDefinition, ids: readonly string[]): string {
  const wanted = new Set(ids);
  const clip: Clip = {
    [MARK]: 1,
    nodes: doc.nodes.filter((node) => wanted.has(node.id)),
    edges: doc.edges.filter((edge) => wanted.has(edge.source) && wanted.has(edge.target)),
  };
  return JSON.stringify(clip, null, 2);
}

function parse(text: string): Clip | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !(MARK in value)) return null;
    const clip = value as Clip;
    return Array.isArray(clip.nodes) && Array.isArray(clip.edges) ? clip : null;
  } catch {
    return null;
  }
}

/** The nodes of a clipboard text with free ids and names, a little aside; null when the text is no clip. */
export function pasted(doc: JobDefinition, text: string): { nodes: JobNode[]; edges: JobEdge[] } | null {
  const clip = parse(text);
  if (!clip || clip.nodes.length === 0) return null;
  const ids = new Map<string, string>();
  const takenIds = new Set<string>();
  const names = new Set<string>();
  const nodes = clip.nodes.map((raw) => {
    const node = fillNode(raw);
    const id = freeId(doc, takenIds);
    const name = freeName(doc, node.name, names);
    ids.set(node.id, id);
    takenIds.add(id);
    names.add(name);
    const from = node.position ?? { x: 0, y: 0 };
    return { ...node, id, name, position: { x: from.x + PASTE_SHIFT, y: from.y + PASTE_SHIFT } };
  });
  const edges = clip.edges.flatMap((edge) => {
    const source = ids.get(edge.source);
    const target = ids.get(edge.target);
    return source && target ? [{ ...edge, source, target }] : [];
  });
  return { nodes, edges };
}
