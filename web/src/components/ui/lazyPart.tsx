/**
 * A part of a page that is loaded when it is first shown, or before that in idle time.
 *
 * Where it cannot be loaded (no network, a new version on the server) it says so in its own place and offers to try
 * again: the page around it stays, with everything in it.
 */

import { Button, Modal } from '@mantine/core';
import { type ComponentType, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Late } from '../../lib/late';

/** What stands in its place meanwhile: room for a panel, or nothing for what lies over the page. */
export type PartKind = 'panel' | 'overlay';

interface GiveUp {
  /** Overlays: somebody does not want to wait for it any more. */
  onGiveUp?: () => void;
}

export type LazyPart<P extends object> = ComponentType<P & GiveUp> & {
  /** Loads it if that was not done; true once it is here. */
  readonly preload: () => Promise<boolean>;
};

export function lazyPart<P extends object>(
  load: () => Promise<ComponentType<P>>,
  kind: PartKind = 'panel',
  waiting = 'grow',
): LazyPart<P> {
  const late = new Late(load);
  const part = ({ onGiveUp, ...props }: P & GiveUp) => (
    <Part late={late} kind={kind} waiting={waiting} onGiveUp={onGiveUp} props={props as unknown as P} />
  );
  return Object.assign(part, { preload: late.load });
}

interface PartProps<P extends object> extends GiveUp {
  late: Late<ComponentType<P>>;
  kind: PartKind;
  waiting: string;
  props: P;
}

function Part<P extends object>({ late, kind, waiting, onGiveUp, props }: PartProps<P>) {
  const [state, setState] = useState<'waiting' | 'here' | 'failed'>(late.value ? 'here' : 'waiting');
  useEffect(() => {
    if (state !== 'waiting') return;
    let gone = false;
    void late.load().then((good) => {
      if (!gone) setState(good ? 'here' : 'failed');
    });
    return () => {
      gone = true;
    };
  }, [state, late]);
  const retry = useCallback(() => setState('waiting'), []);
  const Loaded = late.value;
  if (Loaded) return <Loaded {...props} />;
  if (kind === 'panel')
    return state === 'failed' ? <Failed onRetry={retry} /> : <div className={waiting} aria-busy="true" />;
  return state === 'failed' ? <FailedOverlay onRetry={retry} onClose={onGiveUp ?? retry} /> : null;
}

function useRetryOnline(onRetry: () => void) {
  useEffect(() => {
    window.addEventListener('online', onRetry);
    return () => window.removeEventListener('online', onRetry);
  }, [onRetry]);
}

function Failed({ onRetry }: { onRetry: () => void }) {
  const { t } = useTranslation();
  useRetryOnline(onRetry);
  return (
    <div className="grow part-failed" role="alert" data-testid="part-failed">
      <p className="t2 s12">{t('part.failed')}</p>
      <Button size="compact-sm" onClick={onRetry}>
        {t('error.try_again')}
      </Button>
    </div>
  );
}

function FailedOverlay({ onRetry, onClose }: { onRetry: () => void; onClose: () => void }) {
  const { t } = useTranslation();
  useRetryOnline(onRetry);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('part.failed_title')}
      size={420}
      centered
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <div className="dialog-body" data-testid="part-failed">
        <p className="t2">{t('part.failed')}</p>
      </div>
      <footer className="dialog-foot">
        <span className="grow" />
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button variant="filled" onClick={onRetry} data-autofocus>
          {t('error.try_again')}
        </Button>
      </footer>
    </Modal>
  );
}
