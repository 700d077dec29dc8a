/** Quick fixes: what can be done about a problem with one press. */

import type { JobDefinition } from '../../lib/definition';
import type { KnownTypes } from './catalog';
import type { Command } from './commands';
import type { LocalProblem } from './validation';

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

/** The best fix first; there is always at least one. */
export function fixesFor(_doc: JobDefinition, _problem: LocalProblem, _types: KnownTypes | null): Fix[] {
  return [{ id: 'focus', textKey: 'fix.focus', values: {}, command: null, action: 'focus_field' }];
}
