/** A value of a definition, short; a long text opens. */

import { useTranslation } from 'react-i18next';

const SHORT = 60;

export function Value({ value }: { value: unknown }) {
  const { t } = useTranslation();
  if (value === undefined || value === null || value === '') return <span className="t3">{t('compare.not_set')}</span>;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const lines = text.split('\n').length;
  if (lines === 1 && text.length <= SHORT) return <span className="mono s11">{text}</span>;
  return (
    <details className="compare-long">
      <summary>
        {lines > 1 ? t('compare.lines', { count: lines }) : <span className="mono s11">{text.slice(0, SHORT)}…</span>}
      </summary>
      <pre className="mono s11">{text}</pre>
    </details>
  );
}
