/** One line of text, numbers, choices and switches. */

import { NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ElInput } from '../el/ElInput';
import { useLive } from '../live/context';
import { fallbackText } from '../schema';
import type { FieldProps } from './types';

function usePlaceholder({ field, mixed }: FieldProps): string | undefined {
  const { t } = useTranslation();
  return mixed ? t('form.mixed') : fallbackText(field) || undefined;
}

export function TextField(props: FieldProps) {
  const { id, field, value, onChange, error, label, path } = props;
  const live = useLive();
  const placeholder = usePlaceholder(props);
  const shown = value === undefined || value === null ? '' : String(value);
  const shared = {
    id,
    'aria-label': label,
    'data-field': path,
    value: shown,
    placeholder,
    error: Boolean(error),
    spellCheck: false,
    readOnly: props.readOnly,
  };
  if (live && field.el) {
    return (
      <ElInput
        id={id}
        label={label}
        dataField={path}
        value={shown}
        placeholder={placeholder}
        invalid={Boolean(error)}
        multiline={field.multiline}
        minRows={field.multiline ? 3 : 1}
        readOnly={props.readOnly}
        onChange={onChange}
      />
    );
  }
  if (field.multiline) {
    return (
      <Textarea
        {...shared}
        autosize
        minRows={3}
        maxRows={12}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  return <TextInput {...shared} onChange={(event) => onChange(event.currentTarget.value)} />;
}

export function NumberField(props: FieldProps) {
  const { id, field, value, onChange, error, label, path } = props;
  const placeholder = usePlaceholder(props);
  return (
    <NumberInput
      id={id}
      aria-label={label}
      data-field={path}
      value={typeof value === 'number' ? value : ''}
      placeholder={placeholder}
      min={field.minimum}
      max={field.maximum}
      allowDecimal={!field.whole}
      clampBehavior="blur"
      error={Boolean(error)}
      readOnly={props.readOnly}
      onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
      hideControls
    />
  );
}

export function ChoiceField(props: FieldProps) {
  const { id, field, value, onChange, error, label, path, mixed } = props;
  const { t } = useTranslation();
  const current = mixed ? null : (value ?? field.fallback);
  const known = field.choices.some((choice) => choice.raw === current);
  const stray = current !== undefined && current !== null && current !== '' && !known;
  const data = field.choices.map((choice) => ({ value: choice.value, label: choice.label }));
  return (
    <Select
      id={id}
      aria-label={label}
      data-field={path}
      data={
        stray
          ? [...data, { value: String(current), label: t('form.unknown_choice', { value: String(current) }) }]
          : data
      }
      value={current === undefined || current === null ? null : String(current)}
      placeholder={mixed ? t('form.mixed') : t('form.choose')}
      onChange={(next) => onChange(field.choices.find((choice) => choice.value === next)?.raw)}
      clearable={field.nullable}
      searchable={field.choices.length > 8}
      error={Boolean(error)}
      readOnly={props.readOnly}
      comboboxProps={{ withinPortal: true }}
    />
  );
}

export function BooleanField({ id, field, value, onChange, path, label, mixed, readOnly }: FieldProps) {
  const { t } = useTranslation();
  const on = Boolean(value ?? field.fallback);
  const word = mixed ? t('form.mixed') : t(on ? 'form.on' : 'form.off');
  return (
    <span className="row switch-row">
      <Switch
        id={id}
        aria-label={label}
        data-field={path}
        checked={!mixed && on}
        disabled={readOnly}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span className="t2 s12" aria-hidden="true">
        {word}
      </span>
    </span>
  );
}
