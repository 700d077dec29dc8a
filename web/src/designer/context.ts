/** What the parts of the designer share: the open document and what is known about node types. */

import { createContext, useContext, useSyncExternalStore } from 'react';
import type { NodeRun, NodeType, Problem } from '../api/types';
import type { DocumentState, DocumentStore } from './model/store';
import type { CanvasView, EditorHost } from './view';

export interface Designer {
  readonly store: DocumentStore;
  readonly types: ReadonlyMap<string, NodeType>;
  readonly problems: readonly Problem[];
  /** The page around; null where a job is only shown. */
  readonly host: EditorHost | null;
  /** The canvas that is shown, put here by it. */
  readonly view: { current: CanvasView | null };
}

export const DesignerContext = createContext<Designer | null>(null);

export function useDesigner(): Designer {
  const designer = useContext(DesignerContext);
  if (!designer) throw new Error('The designer context is missing around this part.');
  return designer;
}

export function useDocument(): DocumentState {
  const { store } = useDesigner();
  return useSyncExternalStore(store.subscribe, store.get);
}

export type RunMap = ReadonlyMap<string, NodeRun>;

export const NODE_DRAG_TYPE = 'application/x-millrace-node-type';
