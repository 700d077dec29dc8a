/** The drawing as a file or on paper, asked for by hand: what makes it is loaded only then. */

import i18next from 'i18next';
import { announce } from '../../components/ui/announce';
import type { Designer, RunMap } from '../context';
import type { PictureKind } from '../view';

export async function makePicture(kind: PictureKind, designer: Designer, runs: RunMap | null): Promise<void> {
  const { store, types, host } = designer;
  try {
    const { drawnPicture, exportPicture } = await import('./picture/exportPicture');
    await exportPicture(kind, host?.jobName ?? 'job', drawnPicture(store.get().doc, types, runs));
  } catch {
    announce(i18next.t('tools.picture_failed'));
  }
}
