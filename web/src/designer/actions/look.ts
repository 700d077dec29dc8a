/** Actions that change what is seen, not the job. */

import i18next from 'i18next';
import { announce } from '../../components/ui/announce';
import type { TextKey } from '../../lib/i18n';
import type { Action, ActionContext } from './action';
import { chosen, nodesChosen, oneFocused } from './chosen';
import { focusOf } from './focus';

const STEP = 1.25;

function looks(id: string, label: TextKey, keys: readonly string[], rest: Partial<Action> = {}) {
  return {
    id,
    label,
    keys,
    group: 'look',
    scope: 'canvas',
    edits: false,
    enabled: ({ view }: ActionContext) => view?.drawn === true,
    needs: 'reason.open_canvas',
    ...rest,
  } as const;
}

/** An address that opens this job with this node chosen. */
export function linkTo(context: ActionContext): string | null {
  const node = focusOf(context.store);
  if (!node) return null;
  const url = new URL(window.location.href);
  url.searchParams.set('node', node.id);
  return url.toString();
}

export const lookActions: readonly Action[] = [
  { ...looks('look.zoom_in', 'action.zoom_in', ['+', '=']), repeats: true, perform: ({ view }) => view?.zoomBy(STEP) },
  { ...looks('look.zoom_out', 'action.zoom_out', ['-']), repeats: true, perform: ({ view }) => view?.zoomBy(1 / STEP) },
  { ...looks('look.zoom_full', 'action.zoom_full', ['0']), perform: ({ view }) => view?.zoomTo(1) },
  { ...looks('look.fit', 'action.fit', ['1']), perform: ({ view }) => view?.showAll() },
  {
    ...looks('look.fit_chosen', 'action.fit_chosen', ['2']),
    enabled: (context) => context.view?.drawn === true && nodesChosen(context),
    needs: 'reason.choose_node',
    perform: (context) => context.view?.showAll(chosen(context).nodes),
  },
  { ...looks('look.minimap', 'action.minimap', ['M']), perform: ({ view }) => view?.toggleMinimap() },
  {
    ...looks('look.outline', 'action.outline', ['Alt+O']),
    scope: 'page',
    enabled: () => true,
    perform: ({ host }) => host.show(host.view() === 'outline' ? 'canvas' : 'outline'),
  },
  {
    ...looks('look.find', 'action.find', ['Ctrl+F']),
    enabled: () => true,
    perform: ({ host }) => host.openSearch(),
  },
  {
    ...looks('look.problems', 'action.problems', ['Ctrl+Shift+M']),
    scope: 'page',
    enabled: () => true,
    perform: ({ host }) => host.showDrawer('problems'),
  },
  {
    ...looks('look.schedule', 'action.schedule', ['Alt+K']),
    scope: 'page',
    enabled: () => true,
    perform: ({ host }) => host.openSchedule(),
  },
  ...(['png', 'svg', 'print'] as const).map((kind) => ({
    ...looks(`look.picture_${kind}`, `action.picture_${kind}`, []),
    family: 'action.picture' as const,
    perform: ({ view }: ActionContext) => view?.makePicture(kind),
  })),
  {
    ...looks('look.link', 'action.link', ['Alt+L']),
    enabled: oneFocused,
    needs: 'reason.choose_node',
    perform: (context) => {
      const link = linkTo(context);
      if (link === null) return;
      const done = navigator.clipboard?.writeText(link) ?? Promise.reject(new Error('no clipboard'));
      done.then(
        () => announce(i18next.t('said.link_copied', { name: focusOf(context.store)?.name ?? '' })),
        () => announce(i18next.t('said.link_refused', { link })),
      );
    },
  },
];
