/**
 * One thing a person can do, described once: toolbar, menus, keys, the command palette and the map of keys all
 * read the same list (`actions/all.ts`).
 */

import type { NodeType, Problem } from '../../api/types';
import type { TextKey } from '../../lib/i18n';
import type { DocumentStore } from '../model/store';
import type { CanvasView, EditorHost } from '../view';

/** What an action may use. `view` is null while no canvas is shown. */
export interface ActionContext {
  readonly store: DocumentStore;
  readonly types: ReadonlyMap<string, NodeType>;
  readonly problems: readonly Problem[];
  readonly host: EditorHost;
  readonly view: CanvasView | null;
}

export type ActionGroup = 'build' | 'arrange' | 'choose' | 'look' | 'run' | 'save' | 'everywhere';

/** Where its keys work: anywhere on the page, or only while neither a field nor an editor has the focus. */
export type ActionScope = 'page' | 'canvas';

export interface Action {
  /** Stable, also the name under which somebody's own keys are stored: `edit.delete`. */
  readonly id: string;
  readonly label: TextKey;
  readonly group: ActionGroup;
  readonly scope: ActionScope;
  /** Each is one way to call it: `Ctrl+Shift+G`, or a sequence such as `Alt+S U`. */
  readonly keys: readonly string[];
  /** Changes the job: not offered where it may only be read. */
  readonly edits: boolean;
  /** Several actions that the map of keys shows as one row, such as the four arrows. */
  readonly family?: TextKey;
  /** Goes on while the key is held. */
  readonly repeats?: boolean;
  /** Copied and pasted by the browser itself where the keys are its own. */
  readonly native?: 'copy' | 'cut' | 'paste';
  readonly enabled?: (context: ActionContext) => boolean;
  /** What is missing where it is not enabled: `reason.choose_node`. */
  readonly needs?: TextKey;
  readonly perform: (context: ActionContext) => void;
}
