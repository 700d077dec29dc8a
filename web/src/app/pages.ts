/** The pages of the top bar, and the keys that lead to them. */

import type { TextKey } from '../lib/i18n';

export interface Page {
  readonly to: string;
  readonly text: TextKey;
  readonly keys: string;
}

export const PAGES: readonly Page[] = [
  { to: '/development', text: 'shell.development', keys: 'G D' },
  { to: '/scheduling', text: 'shell.scheduling', keys: 'G S' },
  { to: '/instances', text: 'shell.instances', keys: 'G I' },
  { to: '/patchdata', text: 'shell.patchdata', keys: 'G P' },
  { to: '/dependencies', text: 'shell.dependencies', keys: 'G E' },
  { to: '/connections', text: 'shell.connections', keys: 'G C' },
];
