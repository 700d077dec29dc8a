/** One line of text, numbers, choices and switches. */

import { NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { hasEl } from '../schema';
import type { FieldProps } from './types';

export function TextField({ id, field, value, onChange, error, label }: FieldProps) {
  const shown = value === undefined || value === null ? '' : String(value);
  if (field.multiline) {
    return (
      <Textarea
        id={id}
        aria-label={label}
        value={shown}
        error={Boolean(error)}
        autosize
        minRows={3}
        maxRows={12}
        onChange={(event) => onChange(event.currentTarget.value)}
        classNames={{ input: hasEl(shown) ? 'input-el' : '' }}
      />
    );
  }
  return (
    <TextInput
      id={id}
      aria-label={label}
      value={shown}
      placeholder={typeof field.fallback === 'string' ? field.fallback : undefined}
      error={Boolean(error)}
      onChange={(event) => onChange(event.currentTarget.value)}
      classNames={{ input: hasEl(shown) ? 'input-el' : '' }}
      spellCheck={false}
    />
  );
}

export function NumberField({ id, field, value, onChange, error, label }: FieldProps) {
  return (
    <NumberInput
      id={id}
      aria-label={label}
      value={typeof value === 'number' ? value : ''}
      placeholder={field.fallback === null || field.fallback === undefined ? undefined : String(field.fallback)}
      min={field.minimum}
      max={field.maximum}
      allowDecimal={!field.whole}
      clampBehavior="blur"
      error={Boolean(error)}
      onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
      hideControls
    />
  );
}

export function ChoiceField({ id, field, value, onChange, error, label }: FieldProps) {
  const current = value ?? field.fallback;
  return (
    <Select
      id={id}
      aria-label={label}
      data={field.choices.map((choice) => ({ value: choice.value, label: choice.label }))}
      value={current === undefined || current === null ? null : String(current)}
      onChange={(next) => onChange(field.choices.find((choice) => choice.value === next)?.raw)}
      clearable={field.nullable}
      searchable={field.choices.length > 8}
      error={Boolean(error)}
      comboboxProps={{ withinPortal: true }}
    />
  );
}

export function BooleanField({ id, field, value, onChange }: FieldProps) {
  return (
    <Switch
      id={id}
      label={field.label}
      checked={Boolean(value ?? field.fallback)}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
