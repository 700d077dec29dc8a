/** Listens for the new keys of an action; one key, or two that follow one another. */

import { Button } from '@mantine/core';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { KeyCaps } from '../../commands/KeyCaps';
import type { Described } from '../../commands/registry';
import { chordsOf, isMac, keysText } from '../../lib/keymap';
import { conflictsOf, type OwnKeys, reservedBy } from '../../lib/keymapBindings';
import { everyAction } from './rows';

/** How long a second key is waited for. */
const PAUSE_MS = 900;

interface CaptureProps {
  readonly action: Described;
  readonly own: OwnKeys;
  readonly onTake: (keys: string) => void;
  readonly onCancel: () => void;
}

export function KeyCapture({ action, own, onTake, onCancel }: CaptureProps) {
  const { t } = useTranslation();
  const [chords, setChords] = useState<readonly string[]>([]);
  const [settled, setSettled] = useState(false);
  const field = useRef<HTMLDivElement>(null);
  useEffect(() => field.current?.focus(), []);
  const keys = chords.join(' ');
  const conflicts = chords.length > 0 ? conflictsOf(everyAction, own, action.id, keys) : [];
  const reserved = chords.length > 0 ? reservedBy(keys) : null;
  const free = conflicts.length === 0 && reserved === null;
  const take = useRef(onTake);
  take.current = onTake;
  useEffect(() => {
    if (keys === '') return;
    const timer = window.setTimeout(() => (free ? take.current(keys) : setSettled(true)), PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [keys, free]);
  const onKeyDown = (event: KeyboardEvent) => {
    const [chord] = chordsOf(event.nativeEvent);
    if (!chord || event.target !== field.current) return;
    if (chord === 'Tab' || chord === 'Shift+Tab') return;
    event.preventDefault();
    event.stopPropagation();
    if (chord === 'Esc') onCancel();
    else if (!event.repeat) {
      setChords(settled || chords.length === 2 ? [chord] : [...chords, chord]);
      setSettled(false);
    }
  };
  const named = keysText(keys, isMac());
  const owners = conflicts.map(({ id }) => {
    const other = everyAction.find((one) => one.id === id);
    return other ? t(other.label) : id;
  });
  return (
    <div className="keycapture" data-own-keys>
      <div
        ref={field}
        tabIndex={0}
        role="application"
        aria-label={t('keys.press_for', { action: t(action.label) })}
        className="keycapture-field"
        data-testid="key-capture"
        onKeyDown={onKeyDown}
      >
        {keys === '' ? <span className="t3">{t('keys.press')}</span> : <KeyCaps keys={keys} />}
      </div>
      <div className="keycapture-said" role="status">
        {reserved && (
          <p className="s12 st-warning">{t(reserved === 'kept' ? 'keys.kept' : 'keys.used', { keys: named })}</p>
        )}
        {owners.length > 0 && (
          <p className="s12 st-warning">
            {t('keys.conflict', { keys: named, action: [...new Set(owners)].join(', ') })}
          </p>
        )}
      </div>
      <div className="row gap4">
        {keys !== '' && !free && reserved !== 'kept' && (
          <Button size="compact-sm" variant="filled" onClick={() => onTake(keys)} data-testid="key-take-over">
            {t(owners.length > 0 ? 'keys.take_over' : 'keys.use_anyway')}
          </Button>
        )}
        <Button size="compact-sm" onClick={onCancel}>
          {t('common.cancel')}
        </Button>
      </div>
    </div>
  );
}
