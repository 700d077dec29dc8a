/** Says what became of each command. The sentences come after the first picture; none is lost meanwhile. */

import { Late } from '../../lib/late';
import type { DocumentEvent } from '../model/store';

const sentences = new Late(() => import('./announcing'));

export const loadSentences = sentences.load;

export function announceEvent(event: DocumentEvent): void {
  if (sentences.value) sentences.value.announceEvent(event);
  else void sentences.load().then(() => sentences.value?.announceEvent(event));
}

export function saySaved(): void {
  if (sentences.value) sentences.value.saySaved();
  else void sentences.load().then(() => sentences.value?.saySaved());
}
