/** At the label's right end: whether the field holds an expression. */

import { useTranslation } from 'react-i18next';

export function ElToggle({ label, on, onClick }: { label: string; on: boolean; onClick: () => void }) {
  const { t } = useTranslation();
  const words = on ? t('form.el_off') : t('form.el_on');
  return (
    <button
      type="button"
      className={`elbtn ${on ? 'on' : ''}`}
      aria-pressed={on}
      title={words}
      aria-label={t('form.el_toggle', { label })}
      onClick={onClick}
    >
      EL
    </button>
  );
}
