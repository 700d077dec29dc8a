/** Secrets are write-only: "set ..., Replace". What was stored is never shown again. */

import { Button, PasswordInput } from '@mantine/core';
import { Lock } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldFrame } from '../../forms/FieldFrame';
import { minute } from '../../lib/time';

export interface SecretField {
  readonly name: string;
  readonly label: string;
}

interface SecretFieldsProps {
  fields: readonly SecretField[];
  stored: Readonly<Record<string, { set_at: string } | null>>;
  /** New values by field; a field that is missing here stays as it is stored. */
  values: Readonly<Record<string, string>>;
  onChange: (values: Readonly<Record<string, string>>) => void;
  readOnly?: boolean;
}

export function SecretFields({ fields, stored, values, onChange, readOnly = false }: SecretFieldsProps) {
  const { t } = useTranslation();
  const base = useId();
  const keep = (name: string) => {
    const { [name]: _dropped, ...rest } = values;
    onChange(rest);
  };
  return fields.map(({ name, label }) => {
    const set = stored[name];
    const typing = name in values || !set;
    const id = `${base}-${name}`;
    return (
      <FieldFrame key={name} label={label} forId={typing ? id : undefined} help={t('connections.secret_help')}>
        {typing ? (
          <div className="row">
            <PasswordInput
              id={id}
              className="grow"
              value={values[name] ?? ''}
              autoComplete="new-password"
              readOnly={readOnly}
              visibilityToggleButtonProps={{ 'aria-label': t('connections.show_secret', { label }) }}
              onChange={(event) => onChange({ ...values, [name]: event.currentTarget.value })}
            />
            {set && <Button onClick={() => keep(name)}>{t('connections.keep')}</Button>}
          </div>
        ) : (
          <div className="row">
            <span className="inp soft secretset">
              <Lock size={14} className="i" aria-hidden="true" />
              <span>{t('connections.secret_set', { time: minute(set.set_at) })}</span>
            </span>
            <Button
              disabled={readOnly}
              aria-label={`${t('connections.replace')}: ${label}`}
              onClick={() => onChange({ ...values, [name]: '' })}
            >
              {t('connections.replace')}
            </Button>
          </div>
        )}
      </FieldFrame>
    );
  });
}

/** Empty texts are no secrets. */
export function secretsToSend(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
}
