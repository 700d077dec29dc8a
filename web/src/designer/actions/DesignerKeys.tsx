/** Joins the open job to keys, clipboard, palette and announcements. Once in each designer context. */

import { useEffect } from 'react';
import { lazyPart } from '../../components/ui/lazyPart';
import { useDesigner } from '../context';
import { announceEvent } from './announceLater';
import { connectList, useConnectWish } from './connectList';
import { refocus } from './refocus';
import { useActionKeys } from './useActionKeys';
import { useClipboardEvents } from './useClipboardEvents';
import { useLeavePanel } from './useLeavePanel';

const ConnectList = lazyPart(() => import('./ConnectList').then((m) => m.ConnectList), 'overlay');

export function DesignerKeys() {
  const { store } = useDesigner();
  const context = useActionKeys();
  const wish = useConnectWish();
  useClipboardEvents(context);
  useLeavePanel(context);
  useEffect(
    () =>
      store.watch((event) => {
        announceEvent(event);
        refocus(event, context());
      }),
    [store, context],
  );
  if (!wish) return null;
  return <ConnectList wish={wish} context={context} onGiveUp={() => connectList.show(null)} />;
}
