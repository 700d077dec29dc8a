/** What can be done on every page: search, the map of keys, the pages, the look of the studio. */

import i18next from 'i18next';
import type { Described, Doable } from '../commands/registry';
import { surfaces } from '../commands/surfaces';
import { setLanguage } from '../lib/i18n';
import { PAGES } from './pages';

const everywhere = { group: 'everywhere', scope: 'canvas' } as const;

/** Described apart from what they do, so that the map of keys can name them all. */
export const shellActions: readonly Described[] = [
  { id: 'shell.palette', label: 'action.palette', keys: ['Ctrl+K'], group: 'everywhere', scope: 'page' },
  { id: 'shell.keys', label: 'action.keys', keys: ['?'], ...everywhere },
  ...PAGES.map((page) => ({
    id: `go.${page.to.slice(1)}`,
    label: page.text,
    keys: [page.keys],
    family: 'action.go' as const,
    ...everywhere,
  })),
  { id: 'look.theme', label: 'action.theme', keys: ['Alt+Shift+D'], ...everywhere },
  { id: 'look.contrast', label: 'action.contrast', keys: ['Alt+Shift+H'], ...everywhere },
  { id: 'shell.language', label: 'action.language', keys: [], ...everywhere },
];

export interface ShellDoings {
  readonly go: (to: string) => void;
  readonly toggleTheme: () => void;
  readonly toggleContrast: () => void;
}

export function shellDoables(doings: () => ShellDoings): Doable[] {
  const perform: Readonly<Record<string, () => void>> = {
    'shell.palette': () => surfaces.show('palette'),
    'shell.keys': () => surfaces.show('keys'),
    'look.theme': () => doings().toggleTheme(),
    'look.contrast': () => doings().toggleContrast(),
    'shell.language': () => void setLanguage(i18next.language === 'zh' ? 'en' : 'zh'),
    ...Object.fromEntries(PAGES.map((page) => [`go.${page.to.slice(1)}`, () => doings().go(page.to)])),
  };
  return shellActions.map((action) => ({
    ...action,
    refusal: () => null,
    perform: perform[action.id] ?? (() => undefined),
  }));
}
