/** In the job bar: whether the server has the draft. Always of one width, so that nothing beside it moves. */

import { CloudAlert, CloudCheck, CloudOff, CloudUpload } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { clock } from '../../../lib/time';
import { journalHealth } from '../journal/browserJournal';
import type { OpenJob } from '../openJob';
import { isServerTrouble } from './failures';
import type { SavePhase } from './saver';
import { useSaveState } from './useSaveState';

const ICONS: Readonly<Record<SavePhase, typeof CloudCheck>> = {
  idle: CloudCheck,
  saving: CloudUpload,
  offline: CloudOff,
  signed_out: CloudOff,
  conflict: CloudAlert,
  refused: CloudAlert,
  gone: CloudAlert,
};

export function DraftState({ open }: { open: OpenJob }) {
  const { t } = useTranslation();
  const { phase, at, error, unsaved } = useSaveState(open);
  const kept = useSyncExternalStore(journalHealth.subscribe, journalHealth.get);
  const waits = phase === 'idle' && unsaved > 0;
  const Icon = ICONS[phase];
  const text = () => {
    if (waits) return t('bar.unsaved', { count: unsaved });
    if (phase === 'idle') return t('bar.saved', { time: clock(at) });
    if (phase === 'offline' && isServerTrouble(error)) return t('bar.trouble');
    return t(`bar.${phase}`);
  };
  return (
    <span className="row gap4 t2 s12 draft-state">
      <span className="draft-icon">
        {waits ? <span className="dot" aria-hidden="true" /> : <Icon size={14} aria-hidden="true" />}
      </span>
      <span data-testid="draft-state" data-phase={waits ? 'waiting' : phase}>
        {text()}
      </span>
      {!kept && (
        <span className="tag warn" data-testid="journal-off" title={t('journal.off_help')}>
          {t('journal.off')}
        </span>
      )}
    </span>
  );
}
