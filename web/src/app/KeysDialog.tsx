/** The map of keys: what each key does, found by action or by key; and where keys are changed. */

import { Button, Modal } from '@mantine/core';
import i18next from 'i18next';
import { Search, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ownKeys, useOwnKeys } from '../commands/ownKeys';
import { registry } from '../commands/registry';
import { announce } from '../components/ui/announce';
import { useReturnFocus } from '../components/ui/useReturnFocus';
import type { TextKey } from '../lib/i18n';
import { isMac, keysText } from '../lib/keymap';
import { bound, keysOf, unbound } from '../lib/keymapBindings';
import { KeyCapture } from './keys/KeyCapture';
import { ChangedRow, type KeyChange, ShownRow } from './keys/KeysRow';
import { everyAction, GROUPS, isMeant, type KeyRow, rowsOf } from './keys/rows';

interface Listening {
  readonly id: string;
  readonly add: boolean;
}

const AT_ONCE = { duration: 0 };
const PLACE = { content: 'keys-dialog', body: 'keys-dialog-body' };

export function KeysDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const own = useOwnKeys();
  useReturnFocus();
  const [asked, setAsked] = useState('');
  const [changing, setChanging] = useState(false);
  const [listening, setListening] = useState<Listening | null>(null);
  const text = (key: TextKey) => t(key);
  const rows = rowsOf(everyAction, !changing).filter((row) => isMeant(row, own, asked, text));
  const onCanvas = registry.find('add.node') !== undefined;

  const take = (id: string, keys: string) => {
    const action = everyAction.find((one) => one.id === id);
    if (!action) return;
    const before = listening?.add ? keysOf(action, own).filter((one) => one !== keys) : [];
    ownKeys.set(bound(everyAction, own, id, [...before, keys]));
    setListening(null);
    announce(i18next.t('said.keys', { action: t(action.label), keys: keysText(keys, isMac()) }));
  };
  const change = (id: string, what: KeyChange) => {
    if (what === 'clear') ownKeys.set(bound(everyAction, own, id, []));
    else if (what === 'reset') ownKeys.set(unbound(everyAction, own, id));
    else setListening({ id, add: what === 'add' });
  };
  const rowOf = (row: KeyRow) => {
    const [action] = row.actions;
    if (!changing || !action) return <ShownRow key={row.id} row={row} own={own} />;
    const capture = listening?.id === action.id && (
      <KeyCapture
        action={action}
        own={own}
        onTake={(keys) => take(action.id, keys)}
        onCancel={() => setListening(null)}
      />
    );
    return (
      <ChangedRow
        key={row.id}
        action={action}
        own={own}
        onChange={(what) => change(action.id, what)}
        capture={capture || null}
      />
    );
  };

  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      closeOnEscape={listening === null}
      aria-label={t('keys.title')}
      size={changing ? 1040 : 900}
      padding={0}
      centered
      transitionProps={AT_ONCE}
      classNames={PLACE}
      data-testid="keys-dialog"
    >
      <header className="keys-head">
        <h2 className="b6">{t('keys.title')}</h2>
        {onCanvas && <span className="tag">{t('keys.canvas')}</span>}
        <span className="t3 s12 ell grow">{t(onCanvas ? 'keys.where' : 'keys.where_shell')}</span>
        <label className="inp soft keys-find">
          <Search size={14} className="i" aria-hidden="true" />
          <input
            data-autofocus
            value={asked}
            onChange={(event) => setAsked(event.target.value)}
            placeholder={t('keys.find')}
            aria-label={t('keys.find')}
          />
        </label>
        {changing && (
          <Button onClick={() => ownKeys.set({})} disabled={Object.keys(own).length === 0}>
            {t('keys.reset_all')}
          </Button>
        )}
        <Button onClick={() => setChanging(!changing)} data-testid="btn-change-keys">
          {t(changing ? 'common.done' : 'keys.change')}
        </Button>
        <button type="button" className="ib" aria-label={t('common.close')} title={t('common.close')} onClick={onClose}>
          <X size={16} />
        </button>
      </header>
      <div
        className={changing ? 'keys-columns two' : 'keys-columns'}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: without it, nobody could scroll it by keyboard.
        tabIndex={0}
        data-own-keys
      >
        {GROUPS.map((group) => {
          const mine = rows.filter((row) => row.group === group);
          if (mine.length === 0) return null;
          return (
            <section key={group} className="keys-group">
              <h3 className="s12 b6">{t(`keys.group_${group}`)}</h3>
              <dl>{mine.map(rowOf)}</dl>
            </section>
          );
        })}
        {rows.length === 0 && <p className="t2 keys-nothing">{t('keys.nothing')}</p>}
      </div>
      <footer className="keys-foot t3 s12">{t(changing ? 'keys.change_help' : 'keys.tab_help')}</footer>
    </Modal>
  );
}
