/** Key-values, lists of texts, lists of objects, and JSON for what no other field fits. */

import { Button, JsonInput, TextInput } from '@mantine/core';
import { Plus, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isRecord } from '../../api/client';
import { isShown } from '../schema';
import { ReferenceField } from './ReferenceField';
import { BooleanField, ChoiceField, NumberField, TextField } from './TextFields';
import type { FieldProps } from './types';

function Rows({ children, onAdd }: { children: ReactNode; onAdd: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="col rows">
      {children}
      <Button variant="subtle" size="compact-sm" leftSection={<Plus size={12} />} onClick={onAdd} className="rows-add">
        {t('form.add_row')}
      </Button>
    </div>
  );
}

function RemoveRow({ name, onClick }: { name: string; onClick: () => void }) {
  const { t } = useTranslation();
  const text = t('form.remove_row', { name });
  return (
    <button type="button" className="ib sm" aria-label={text} title={text} onClick={onClick}>
      <X size={14} />
    </button>
  );
}

export function ListField({ field, value, onChange }: FieldProps) {
  const items = Array.isArray(value) ? value.map(String) : [];
  const set = (index: number, text: string) => onChange(items.map((old, i) => (i === index ? text : old)));
  return (
    <Rows onAdd={() => onChange([...items, ''])}>
      {items.map((item, index) => (
        <div key={index} className="row gap4">
          <TextInput
            className="grow"
            aria-label={`${field.label} ${index + 1}`}
            value={item}
            onChange={(event) => set(index, event.currentTarget.value)}
          />
          <RemoveRow name={`${index + 1}`} onClick={() => onChange(items.filter((_, i) => i !== index))} />
        </div>
      ))}
    </Rows>
  );
}

/** Keeps the order and half-typed keys in the field; the value is an object. */
export function KeyValuesField({ field, value, onChange }: FieldProps) {
  const { t } = useTranslation();
  const given = isRecord(value) ? Object.entries(value).map(([k, v]) => [k, String(v)] as const) : [];
  const [blank, setBlank] = useState(false);
  const pairs = blank ? [...given, ['', ''] as const] : given;
  const write = (next: readonly (readonly [string, string])[]) => {
    const named = next.filter(([key]) => key !== '');
    setBlank(named.length !== next.length);
    onChange(Object.fromEntries(named));
  };
  const set = (index: number, key: string, text: string) =>
    write(pairs.map((old, i) => (i === index ? [key, text] : old)));
  return (
    <Rows onAdd={() => setBlank(true)}>
      {pairs.map(([key, text], index) => (
        <div key={index} className="row gap4">
          <TextInput
            className="grow"
            aria-label={t('form.key', { label: field.label, number: index + 1 })}
            placeholder={t('form.key_placeholder')}
            value={key}
            onChange={(event) => set(index, event.currentTarget.value, text)}
          />
          <TextInput
            className="grow"
            aria-label={t('form.value', { label: field.label, number: index + 1 })}
            placeholder={t('form.value_placeholder')}
            value={text}
            onChange={(event) => set(index, key, event.currentTarget.value)}
          />
          <RemoveRow name={key} onClick={() => write(pairs.filter((_, i) => i !== index))} />
        </div>
      ))}
    </Rows>
  );
}

function Cell(props: FieldProps) {
  if (props.field.kind === 'choice') return <ChoiceField {...props} />;
  if (props.field.kind === 'number') return <NumberField {...props} />;
  if (props.field.kind === 'boolean') return <BooleanField {...props} />;
  if (props.field.kind === 'reference') return <ReferenceField {...props} />;
  if (props.field.kind === 'list') return <ListField {...props} />;
  if (props.field.kind === 'key_values') return <KeyValuesField {...props} />;
  return <TextField {...props} />;
}

export function ObjectRowsField({ id, field, value, onChange }: FieldProps) {
  const rows = Array.isArray(value) ? value.filter(isRecord) : [];
  const set = (index: number, name: string, cell: unknown) =>
    onChange(rows.map((old, i) => (i === index ? { ...old, [name]: cell } : old)));
  const fresh = () =>
    Object.fromEntries(field.row.flatMap((f) => (f.fallback === undefined ? [] : [[f.name, f.fallback]])));
  return (
    <Rows onAdd={() => onChange([...rows, fresh()])}>
      {rows.map((row, index) => (
        <div key={index} className="rowcard">
          <div className="rowcard-cells">
            {field.row
              .filter((cell) => isShown(cell, row, field.row))
              .map((cell) => (
                <div key={cell.name} className="field">
                  <span className="lab">{cell.kind === 'boolean' ? '' : cell.label}</span>
                  <Cell
                    id={`${id}-${index}-${cell.name}`}
                    label={`${cell.label}, ${index + 1}`}
                    field={cell}
                    value={row[cell.name]}
                    onChange={(next) => set(index, cell.name, next)}
                  />
                </div>
              ))}
          </div>
          <RemoveRow name={`${index + 1}`} onClick={() => onChange(rows.filter((_, i) => i !== index))} />
        </div>
      ))}
    </Rows>
  );
}

export function JsonField({ id, value, onChange, error }: FieldProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => (value === undefined ? '' : JSON.stringify(value, null, 2)));
  return (
    <JsonInput
      id={id}
      value={text}
      autosize
      minRows={3}
      maxRows={12}
      validationError={t('form.bad_json')}
      error={Boolean(error)}
      onChange={(next) => {
        setText(next);
        try {
          onChange(next.trim() === '' ? undefined : JSON.parse(next));
        } catch {
          // Half-typed JSON is no value yet; the field itself says so.
        }
      }}
    />
  );
}
