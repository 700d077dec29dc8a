/** What is known about the saving of an open job, and how many changes wait. */

import { useSyncExternalStore } from 'react';
import { unsavedSteps } from '../journal/records';
import type { OpenJob } from '../openJob';
import type { SaveState } from './saver';

export function useSaveState(open: OpenJob): SaveState & { readonly unsaved: number } {
  const state = useSyncExternalStore(open.saver.subscribe, open.saver.get);
  const { dirty, history } = useSyncExternalStore(open.store.subscribe, open.store.get);
  return { ...state, unsaved: dirty ? unsavedSteps(history, open.store.savedMark()) : 0 };
}
