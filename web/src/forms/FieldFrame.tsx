/** Label above, control, then the live value, the help or the error below. */

import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { StateIcon } from '../components/ui/Icon';

interface FieldFrameProps {
  label: string;
  forId?: string;
  help?: string;
  required?: boolean;
  error?: string;
  aside?: ReactNode;
  below?: ReactNode;
  children: ReactNode;
}

export function FieldFrame({ label, forId, help, required, error, aside, below, children }: FieldFrameProps) {
  const { t } = useTranslation();
  return (
    <div className="field">
      <div className="lab">
        {forId ? <label htmlFor={forId}>{label}</label> : <span>{label}</span>}
        {required && (
          <span className="t3" title={t('form.required')}>
            *
          </span>
        )}
        {aside}
      </div>
      {children}
      {below}
      {error && (
        <span className="hint st-failed" role="alert">
          <StateIcon status="failed" size={12} />
          {error}
        </span>
      )}
      {help && !error && <span className="hint">{help}</span>}
    </div>
  );
}
