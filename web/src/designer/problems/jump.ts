/** Goes to what a problem is about: its node, edge or page, and there to its field. */

import type { Problem } from '../../api/types';
import { nodeById } from '../model/document';
import { type DocumentStore, nothingSelected } from '../model/store';
import { focusPalette } from '../palette/focus';
import type { CanvasView, EditorHost } from '../view';
import { edgeOfProblem } from './order';

interface Where {
  readonly store: DocumentStore;
  readonly host: EditorHost | null;
  readonly view: CanvasView | null;
}

export function goToProblem({ store, host, view }: Where, problem: Problem): void {
  const { doc } = store.get();
  const edge = edgeOfProblem(problem, doc);
  if (problem.field?.startsWith('schedule')) host?.openSchedule();
  else if (edge !== null) {
    const target = problem.node_id ?? edge.split('->')[1] ?? '';
    store.select({ edges: [edge] });
    view?.reveal(target, false);
    view?.editEdge(edge);
  } else if (problem.node_id !== null && nodeById(doc, problem.node_id)) {
    store.select({ nodes: [problem.node_id] });
    view?.reveal(problem.node_id, false);
    host?.openProperties(problem.field ?? undefined);
  } else if (problem.field === 'nodes') focusPalette();
  else {
    store.select(nothingSelected);
    host?.openProperties(problem.field ?? undefined);
  }
}
