/** Tidies the drawing: all of it, or the chosen nodes where there are several. One step; the nodes glide there. */

import { announce } from '../../components/ui/announce';
import { moveNodes } from '../model/commands';
import type { DocumentStore } from '../model/store';

const GLIDE_MS = 260;

export async function arrangeJob(
  store: DocumentStore,
  holder: HTMLElement | null,
  direction: 'down' | 'right',
  failed: string,
): Promise<void> {
  const { doc, selection } = store.get();
  const nodes = selection.nodes.length > 1 ? selection.nodes : undefined;
  try {
    // Only loaded when somebody arranges; the layout itself runs in a worker.
    const { arrange } = await import('../arrange/arranger');
    const places = await arrange(doc, { direction, ...(nodes && { nodes }) });
    holder?.classList.add('gliding');
    store.run(moveNodes(store.get().doc, places, 'arrange'));
    setTimeout(() => holder?.classList.remove('gliding'), GLIDE_MS);
  } catch {
    announce(failed);
  }
}
