/** Joins the open job to keys, clipboard, palette and announcements. Once in each designer context. */

import { lazy, Suspense, useEffect } from 'react';
import { useDesigner } from '../context';
import { announceEvent } from './announcing';
import { useConnectWish } from './connectList';
import { refocus } from './refocus';
import { useActionKeys } from './useActionKeys';
import { useClipboardEvents } from './useClipboardEvents';
import { useLeavePanel } from './useLeavePanel';

const ConnectList = lazy(() => import('./ConnectList').then((m) => ({ default: m.ConnectList })));

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
  return (
    <Suspense fallback={null}>
      <ConnectList wish={wish} context={context} />
    </Suspense>
  );
}
