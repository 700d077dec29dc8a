/** What an expression gives, below its field. */

import { CornerDownRight, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Answer } from './live/batch';
import { useLiveValue } from './live/context';
import { hasEl } from './schema';

const SHOWN_LENGTH = 400;

export function answerText(answer: Answer): string {
  if (!answer.ok) return answer.message ?? '';
  const text = answer.text ?? JSON.stringify(answer.value) ?? '';
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}...` : text;
}

export function LiveValue({ text }: { text: string }) {
  const { t } = useTranslation();
  const state = useLiveValue(hasEl(text) ? text : null);
  if (!state) return null;
  if (state.failed && !state.answer) return <span className="live t3">{t('live.failed')}</span>;
  const { answer } = state;
  if (!answer) return <span className="live t3">{'\u2026'}</span>;
  const words = answerText(answer);
  if (!answer.ok) {
    return (
      <span className="live live-bad st-warning">
        <TriangleAlert size={11} aria-hidden="true" />
        <span>{answer.column ? t('live.error_at', { column: answer.column, message: words }) : words}</span>
      </span>
    );
  }
  return (
    <span className={`live ${state.old ? 'live-old' : ''}`} data-testid="live-value">
      <CornerDownRight size={11} aria-hidden="true" />
      <span className="live-text" title={words}>
        {words === '' ? <i className="t3">{t('live.empty')}</i> : words}
      </span>
    </span>
  );
}
