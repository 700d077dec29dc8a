/** Actions that keep, submit and take back. */

import i18next from 'i18next';
import { announce } from '../../components/ui/announce';
import type { TextKey } from '../../lib/i18n';
import type { Action, ActionContext } from './action';
import { saySaved } from './announceLater';

function saveAndSay({ host, store }: ActionContext): void {
  if (store.get().dirty) saySaved();
  else announce(i18next.t('said.saved_already'));
  host.save();
}

function saves(id: string, label: TextKey, keys: readonly string[], rest: Partial<Action> = {}) {
  return { id, label, keys, group: 'save', scope: 'page', edits: true, ...rest } as const;
}

export const saveActions: readonly Action[] = [
  { ...saves('save.draft', 'action.save', ['Ctrl+S']), perform: saveAndSay },
  { ...saves('save.submit', 'action.submit', ['Ctrl+Shift+S']), perform: ({ host }) => host.submit() },
  {
    // Inside a field, Ctrl+Z is the field's own.
    ...saves('save.undo', 'action.undo', ['Ctrl+Z']),
    scope: 'canvas',
    repeats: true,
    enabled: ({ store }) => store.get().history.past.length > 0,
    needs: 'reason.nothing_to_undo',
    perform: ({ store }) => void store.undo(),
  },
  {
    ...saves('save.redo', 'action.redo', ['Ctrl+Shift+Z', 'Ctrl+Y']),
    scope: 'canvas',
    repeats: true,
    enabled: ({ store }) => store.get().history.future.length > 0,
    needs: 'reason.nothing_to_redo',
    perform: ({ store }) => void store.redo(),
  },
  {
    ...saves('save.history', 'action.history', ['Ctrl+H']),
    edits: false,
    perform: ({ host }) => host.showDrawer('history'),
  },
  {
    ...saves('tab.next', 'action.tab_next', ['Ctrl+]']),
    edits: false,
    group: 'everywhere',
    perform: ({ host }) => host.changeTab(1),
  },
  {
    ...saves('tab.previous', 'action.tab_previous', ['Ctrl+[']),
    edits: false,
    group: 'everywhere',
    perform: ({ host }) => host.changeTab(-1),
  },
];
