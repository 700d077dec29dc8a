/** `window.__test`: document state and viewport, for tests in a browser. Off unless built or asked for. */

import type { DocumentStore } from './model/store';

export interface TestWindow {
  store?: DocumentStore;
  doc?: () => unknown;
  selection?: () => unknown;
  dirty?: () => boolean;
  viewport?: () => unknown;
}

declare global {
  interface Window {
    __test?: TestWindow;
  }
}

function wanted(): boolean {
  return import.meta.env.VITE_TEST === '1' || localStorage.getItem('millrace_test') !== null;
}

function put(part: TestWindow): () => void {
  if (!wanted()) return () => undefined;
  window.__test = { ...window.__test, ...part };
  return () => undefined;
}

export function exposeDocument(store: DocumentStore): () => void {
  return put({
    store,
    doc: () => store.get().doc,
    selection: () => store.get().selection,
    dirty: () => store.get().dirty,
  });
}

export function exposeCanvas(viewport: () => unknown): () => void {
  return put({ viewport });
}
