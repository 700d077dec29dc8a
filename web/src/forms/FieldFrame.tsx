/** Label above, control, then the live value, the help or the error below. */

import { Popover } from '@mantine/core';
import { Info, RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { StateIcon } from '../components/ui/Icon';

/** A problem of the field, with what puts it right. */
export interface FieldProblem {
  readonly message: string;
  readonly severity?: 'error' | 'warning';
  readonly column?: number | null;
  readonly fixes?: readonly { readonly label: string; readonly run: () => void }[];
}

interface FieldFrameProps {
  label: string;
  forId?: string;
  help?: string;
  required?: boolean;
  error?: string | FieldProblem;
  /** Behind the name, in grey: a language, a state. */
  note?: ReactNode;
  aside?: ReactNode;
  below?: ReactNode;
  /** Takes the value away, so that the default holds; given when there is something to take away. */
  onReset?: () => void;
  fallback?: string;
  children: ReactNode;
}

/** Longer help opens on demand: the form stays dense. */
const SHORT_HELP = 64;

export function FieldFrame({ label, forId, help, required, error, aside, below, children, ...more }: FieldFrameProps) {
  const { t } = useTranslation();
  const short = help !== undefined && help.length <= SHORT_HELP;
  return (
    <div className="field">
      {(label || aside) && (
        <div className="lab">
          {forId ? <label htmlFor={forId}>{label}</label> : <span>{label}</span>}
          {required && (
            <span className="field-must" title={t('form.required')}>
              *<span className="sr-only">{t('form.required')}</span>
            </span>
          )}
          {more.note && <span className="t3 s11 ell">{more.note}</span>}
          {help && !short && <HelpButton label={label} help={help} fallback={more.fallback} />}
          {more.onReset && (
            <button
              type="button"
              className="lab-button"
              aria-label={t('form.reset_field', { label })}
              title={more.fallback ? t('form.reset_to', { value: more.fallback }) : t('form.reset')}
              onClick={more.onReset}
            >
              <RotateCcw size={12} />
            </button>
          )}
          {aside}
        </div>
      )}
      {children}
      {below}
      {error && <FieldError error={typeof error === 'string' ? { message: error } : error} />}
      {short && !error && <span className="hint">{help}</span>}
    </div>
  );
}

export function HelpButton({ label, help, fallback }: { label: string; help: string; fallback?: string }) {
  const { t } = useTranslation();
  return (
    <Popover width={280} position="bottom" withinPortal shadow="sm">
      <Popover.Target>
        <button type="button" className="lab-button" aria-label={t('form.help', { label })}>
          <Info size={12} />
        </button>
      </Popover.Target>
      <Popover.Dropdown className="help-pop">
        <p>{help}</p>
        {fallback && <p className="t2">{t('form.default_is', { value: fallback })}</p>}
      </Popover.Dropdown>
    </Popover>
  );
}

export function FieldError({ error }: { error: FieldProblem }) {
  const { t } = useTranslation();
  const warning = error.severity === 'warning';
  return (
    <span className={`hint field-error ${warning ? 'st-warning' : 'st-failed'}`} role={warning ? 'status' : 'alert'}>
      <StateIcon status={warning ? 'abnormal' : 'failed'} size={12} />
      <span>
        {error.column ? t('live.error_at', { column: error.column, message: error.message }) : error.message}
        {error.fixes?.map((fix) => (
          <button key={fix.label} type="button" className="link" onClick={fix.run}>
            {fix.label}
          </button>
        ))}
      </span>
    </span>
  );
}
