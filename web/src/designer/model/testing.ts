/** Small documents for tests of the model. */

import {
  type CanvasGroup,
  fillDefinition,
  fillNode,
  type JobDefinition,
  type JobEdge,
  type JobNode,
} from '../../lib/definition';
import { apply, inverse } from './changes';
import type { Command } from './commands';

type Step = string | JobEdge;

/** Nodes a, b, c, ... one below the other, and edges such as `a->b`. */
export function job(nodes: string, ...edges: Step[]): JobDefinition {
  return fillDefinition({
    nodes: [...nodes].map((id, i) => fillNode({ id, name: id, type: 'shell', position: { x: 0, y: i * 96 } })),
    edges: edges.map((step) => (typeof step === 'string' ? edge(step) : step)),
  });
}

export function edge(key: string, more: Partial<JobEdge> = {}): JobEdge {
  const [source = '', target = ''] = key.split('->');
  return { source, target, condition: null, on_false: 'skip_all', description: '', ...more };
}

export function group(id: string, more: Partial<CanvasGroup> = {}): CanvasGroup {
  return { id, name: id, parent: null, collapsed: false, ...more };
}

/** The document with some nodes changed. */
export function having(doc: JobDefinition, nodes: Readonly<Record<string, Partial<JobNode>>>): JobDefinition {
  return { ...doc, nodes: doc.nodes.map((node) => ({ ...node, ...nodes[node.id] })) };
}

/** The document after a command; the command must take itself back exactly. */
export function ran(doc: JobDefinition, command: Command): JobDefinition {
  const next = apply(doc, command.changes);
  const back = apply(next, inverse(command.changes));
  if (JSON.stringify(back) !== JSON.stringify(doc)) throw new Error(`${command.name} is not taken back exactly.`);
  return next;
}

export function keys(doc: JobDefinition): string[] {
  return doc.edges.map(({ source, target }) => `${source}->${target}`);
}

/** Numbers between 0 and 1, the same ones for the same seed. */
export function randomly(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** A job as large as wished: about 1.5 edges a node, connected to the ones just before. */
export function largeJob(count: number): JobDefinition {
  const random = randomly(7);
  const nodes = Array.from({ length: count }, (_, i) =>
    fillNode({ id: `n${i}`, name: `node_${i}`, type: i % 3 ? 'sql' : 'shell', properties: { sql: `select ${i}` } }),
  );
  const found = new Map<string, JobEdge>();
  for (let i = 1; i < count; i += 1)
    for (let more = random() < 0.5 ? 2 : 1; more > 0; more -= 1) {
      const next = edge(`n${Math.max(0, i - 1 - Math.floor(random() * 12))}->n${i}`);
      found.set(`${next.source} ${next.target}`, next);
    }
  return fillDefinition({ nodes, edges: [...found.values()] });
}
