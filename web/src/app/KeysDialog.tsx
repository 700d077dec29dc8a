/** The list of keys. */

import { Kbd, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TextKey } from '../lib/i18n';

const KEYS: readonly { readonly group: TextKey; readonly rows: readonly (readonly [string, TextKey])[] }[] = [
  {
    group: 'keys.group_job',
    rows: [
      ['Ctrl S', 'keys.save'],
      ['Ctrl Enter', 'keys.test_run'],
      ['Ctrl Z', 'keys.undo'],
      ['Ctrl Shift Z', 'keys.redo'],
      ['?', 'keys.help'],
    ],
  },
  {
    group: 'keys.group_canvas',
    rows: [
      ['Enter', 'keys.add'],
      ['Delete', 'keys.delete'],
      ['Ctrl C', 'keys.copy'],
      ['Ctrl V', 'keys.paste'],
      ['Ctrl D', 'keys.duplicate'],
      ['Ctrl A', 'keys.select_all'],
      ['← ↑ → ↓', 'keys.move'],
      ['C', 'keys.connect'],
      ['F2', 'keys.rename'],
      ['1', 'keys.fit'],
      ['Esc', 'keys.escape'],
    ],
  },
];

export function KeysDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('keys.title')}
      size={640}
      centered
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <div className="keys-grid">
        {KEYS.map((group) => (
          <section key={group.group}>
            <h3 className="ph">{t(group.group)}</h3>
            <dl>
              {group.rows.map(([combination, text]) => (
                <div key={text} className="keys-row">
                  <dt>{t(text)}</dt>
                  <dd>
                    {combination.split(' ').map((part) => (
                      <Kbd key={part}>{part}</Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
