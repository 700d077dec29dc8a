/** One quick fix. */

import type { JobDefinition } from '../../lib/definition';
import type { Command } from './commands';

export type FixAction = 'open_schedule' | 'open_connections' | 'focus_field';

export interface Fix {
  readonly id: string;
  /** A text `fix.*`, filled with `values`. */
  readonly textKey: string;
  readonly values: Readonly<Record<string, string>>;
  /** Changes the document, or null where `action` is to be done by the page. */
  readonly command: ((doc: JobDefinition) => Command) | null;
  readonly action: FixAction | null;
}

/** A fix that changes the document. */
export function change(
  id: string,
  values: Readonly<Record<string, string>>,
  changes: (doc: JobDefinition) => Command['changes'],
  object: string,
): Fix {
  const command = (doc: JobDefinition): Command => ({ name: 'fix', object, key: '', changes: changes(doc) });
  return { id, textKey: `fix.${id}`, values, command, action: null };
}

/** A fix that the page does. */
export function act(action: FixAction): Fix {
  return { id: action, textKey: `fix.${action}`, values: {}, command: null, action };
}
