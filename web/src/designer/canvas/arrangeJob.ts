/** Tidies the drawing: all of it, or the chosen nodes where there are several. One step; the nodes glide there. */

import i18next from 'i18next';
import { announce } from '../../components/ui/announce';
import { moveNodes } from '../model/commands';
import { nodesWithin } from '../model/grouping';
import type { DocumentStore } from '../model/store';

const GLIDE_MS = 260;

export async function arrangeJob(
  store: DocumentStore,
  holder: HTMLElement | null,
  direction: 'down' | 'right',
  failed: string,
): Promise<void> {
  const { doc, selection } = store.get();
  const inside = selection.groups.flatMap((id) => nodesWithin(doc, id));
  const meant = [...new Set([...selection.nodes, ...inside])];
  const nodes = meant.length > 1 ? meant : undefined;
  try {
    // Only loaded when somebody arranges; the layout itself runs in a worker.
    const { arrange } = await import('../arrange/arranger');
    const places = await arrange(doc, { direction, ...(nodes && { nodes }) });
    const command = moveNodes(store.get().doc, places, 'arrange');
    if (command.changes.length === 0) {
      announce(i18next.t('said.no_change'));
      return;
    }
    holder?.classList.add('gliding');
    store.run(command);
    setTimeout(() => holder?.classList.remove('gliding'), GLIDE_MS);
  } catch {
    announce(failed);
  }
}
