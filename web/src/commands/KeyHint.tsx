/** While a sequence of keys is open: what was pressed, and what may follow. */

import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { dispatcher } from './dispatcher';
import { KeyCaps } from './KeyCaps';

export function KeyHint() {
  const { t } = useTranslation();
  const open = useSyncExternalStore(dispatcher.subscribe, dispatcher.getOpen);
  if (!open) return null;
  return (
    <div className="keyhint" role="status" data-testid="key-hint">
      <span className="keyhint-open">
        <KeyCaps keys={open.chords.join(' ')} />
        <span className="t3">{t('keys.then')}</span>
      </span>
      {open.next.map(([keys, doable]) => (
        <span key={`${keys} ${doable.id}`} className="keyhint-next">
          <KeyCaps keys={keys} />
          {t(doable.label)}
        </span>
      ))}
      <span className="keyhint-next t3">
        <KeyCaps keys="Esc" />
        {t('keys.leave')}
      </span>
    </div>
  );
}
