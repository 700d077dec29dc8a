/** Empty states, errors and banners: one sentence, what to do, and the action beside it. */

import { Button } from '@mantine/core';
import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/client';
import { clock } from '../../lib/time';
import { StateIcon } from './Icon';

interface EmptyProps {
  icon?: ReactNode;
  title: string;
  text?: string;
  children?: ReactNode;
}

export function Empty({ icon, title, text, children }: EmptyProps) {
  return (
    <div className="empty">
      {icon && <span className="t3">{icon}</span>}
      <p className="b6">{title}</p>
      {text && <p className="t2 empty-text">{text}</p>}
      {children && <div className="row empty-actions">{children}</div>}
    </div>
  );
}

function details(error: unknown): string {
  if (!(error instanceof ApiError)) return String(error);
  return [error.code, error.requestId && `req ${error.requestId}`, clock(new Date().toISOString())]
    .filter(Boolean)
    .join(' · ');
}

/** The sentence of an error: the server's own, or one for a silent server. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    if (error instanceof ApiError && error.status === 0) return t('error.network');
    return error instanceof Error ? error.message : String(error);
  };
}

export function ErrorBox({ title, error, children }: { title?: string; error: unknown; children?: ReactNode }) {
  const { t } = useTranslation();
  const sentence = useErrorText()(error);
  const copy = () => void navigator.clipboard?.writeText(`${title ?? ''}\n${sentence}\n${details(error)}`);
  return (
    <div className="errorbox" role="alert">
      {title && <p className="b6">{title}</p>}
      <p className="t2">{sentence}</p>
      {error instanceof ApiError && error.fieldErrors.length > 0 && (
        <ul className="errorbox-list">
          {error.fieldErrors.map((e) => (
            <li key={`${e.field}${e.message}`}>
              <span className="mono">{e.field}</span> {e.message}
            </li>
          ))}
        </ul>
      )}
      {children && <div className="row">{children}</div>}
      <p className="row gap4 errorbox-code">
        <span className="mono s11">{details(error)}</span>
        <button type="button" className="ib sm" onClick={copy} aria-label={t('error.copy')} title={t('error.copy')}>
          <Copy size={12} />
        </button>
      </p>
    </div>
  );
}

export function PageError({ title, error, onRetry }: { title: string; error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const sentence = useErrorText()(error);
  return (
    <div className="pageerror" role="alert">
      <h1 className="row pageerror-title">
        <StateIcon status="failed" size={20} />
        {title}
      </h1>
      <p className="t2">{sentence}</p>
      <div className="row">
        {onRetry && (
          <Button variant="filled" onClick={onRetry}>
            {t('error.try_again')}
          </Button>
        )}
      </div>
      <p className="mono s11 t3 pageerror-code">{details(error)}</p>
    </div>
  );
}
