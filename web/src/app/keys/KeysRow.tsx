/** One row of the map of keys; while keys are changed, with the buttons for it. */

import { Plus, RotateCcw, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { KeyCaps } from '../../commands/KeyCaps';
import type { Described } from '../../commands/registry';
import { keysOf, type OwnKeys } from '../../lib/keymapBindings';
import { capsOfRow, type KeyRow } from './rows';

export function ShownRow({ row, own }: { row: KeyRow; own: OwnKeys }) {
  const { t } = useTranslation();
  const keys = capsOfRow(row, own, t('keys.arrows'));
  return (
    <div className="keys-row" data-testid={`keys-${row.id}`}>
      <dt>{t(row.label)}</dt>
      <dd>
        {keys.map((one, index) => (
          <span key={one} className="row gap4">
            {index > 0 && <span className="t3 s11">{t('keys.or')}</span>}
            <KeyCaps keys={one} />
          </span>
        ))}
        {keys.length === 0 && <span className="t3 s11">{t('keys.none')}</span>}
      </dd>
    </div>
  );
}

export type KeyChange = 'replace' | 'add' | 'clear' | 'reset';

interface ChangedRowProps {
  readonly action: Described;
  readonly own: OwnKeys;
  readonly onChange: (change: KeyChange) => void;
  /** Shown in place of the buttons while new keys are listened for. */
  readonly capture: ReactNode;
}

export function ChangedRow({ action, own, onChange, capture }: ChangedRowProps) {
  const { t } = useTranslation();
  const keys = keysOf(action, own);
  const name = { action: t(action.label) };
  return (
    <div className={capture ? 'keys-row changing' : 'keys-row'} data-testid={`keys-${action.id}`}>
      <dt className="ell" title={name.action}>
        {name.action}
      </dt>
      <dd>
        {capture ?? (
          <>
            <button
              type="button"
              className="keys-change"
              aria-label={t('keys.change_of', name)}
              title={t('keys.change_of', name)}
              onClick={() => onChange('replace')}
            >
              {keys.length > 0 ? (
                keys.map((one) => <KeyCaps key={one} keys={one} />)
              ) : (
                <span className="t3">{t('keys.none')}</span>
              )}
            </button>
            <IconButton label={t('keys.add_to', name)} onClick={() => onChange('add')}>
              <Plus size={14} />
            </IconButton>
            <IconButton label={t('keys.clear_of', name)} onClick={() => onChange('clear')} off={keys.length === 0}>
              <X size={14} />
            </IconButton>
            <IconButton
              label={t('keys.reset_of', name)}
              onClick={() => onChange('reset')}
              off={own[action.id] === undefined}
            >
              <RotateCcw size={14} />
            </IconButton>
          </>
        )}
      </dd>
    </div>
  );
}

interface IconButtonProps {
  label: string;
  onClick: () => void;
  off?: boolean;
  children: ReactNode;
}

function IconButton({ label, onClick, off, children }: IconButtonProps) {
  return (
    <button type="button" className="ib sm" aria-label={label} title={label} onClick={onClick} disabled={off}>
      {children}
    </button>
  );
}
