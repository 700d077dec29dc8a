/** Key-values, lists of texts, lists of objects, and JSON for what no other field fits. */

import { JsonInput, TextInput } from '@mantine/core';
import { type ClipboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isRecord } from '../../api/client';
import { ElInput } from '../el/ElInput';
import { FieldError } from '../FieldFrame';
import { LiveValue } from '../LiveValue';
import { useLive } from '../live/context';
import { hasEl, isShown } from '../schema';
import { ReferenceField } from './ReferenceField';
import { Rows } from './Rows';
import { BooleanField, ChoiceField, NumberField, TextField } from './TextFields';
import { doubled, movedRow, type Pair, parseGrid, parsePairs, withPairs } from './tables';
import type { FieldProps } from './types';

interface CellInputProps {
  label: string;
  value: string;
  path: string;
  el: boolean;
  placeholder?: string;
  invalid?: boolean;
  onChange: (value: string) => void;
  onPaste: (event: ClipboardEvent<HTMLElement>) => void;
}

/** A text of a row; with expressions, they are marked and their value stands below. */
function CellInput({ label, value, path, el, placeholder, invalid, onChange, onPaste }: CellInputProps) {
  const live = useLive();
  if (!live || !el) {
    return (
      <TextInput
        className="grow"
        aria-label={label}
        data-field={path}
        placeholder={placeholder}
        value={value}
        error={invalid}
        onPaste={onPaste}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  return (
    <div className="grow col gap2">
      <ElInput
        label={label}
        dataField={path}
        placeholder={placeholder}
        value={value}
        invalid={invalid}
        mono={hasEl(value)}
        onPaste={onPaste}
        onChange={onChange}
      />
      {hasEl(value) && !invalid && <LiveValue text={value} />}
    </div>
  );
}

export function ListField({ field, value, onChange, path, inner }: FieldProps) {
  const items = Array.isArray(value) ? value.map(String) : [];
  const set = (index: number, text: string) => onChange(items.map((old, i) => (i === index ? text : old)));
  const paste = (event: ClipboardEvent<HTMLElement>, index: number) => {
    const grid = parseGrid(event.clipboardData.getData('text'));
    if (!grid) return;
    event.preventDefault();
    onChange([...items.slice(0, index), ...grid.flat(), ...items.slice(index + 1)]);
  };
  return (
    <Rows
      rows={items}
      path={path}
      nameOf={(_, index) => `${index + 1}`}
      onAdd={() => onChange([...items, ''])}
      onMove={(from, to) => onChange(movedRow(items, from, to))}
      onRemove={(index) => onChange(items.filter((_, i) => i !== index))}
    >
      {(item, index) => (
        <>
          <CellInput
            label={`${field.label} ${index + 1}`}
            value={item}
            path={`${path}.${index}`}
            el={field.el}
            invalid={inner?.has(`${path}.${index}`)}
            onPaste={(event) => paste(event, index)}
            onChange={(text) => set(index, text)}
          />
          <InnerError inner={inner} path={`${path}.${index}`} />
        </>
      )}
    </Rows>
  );
}

function InnerError({ inner, path }: { inner: FieldProps['inner']; path: string }) {
  const problem = inner?.get(path);
  return problem ? <FieldError error={problem} /> : null;
}

const asObject = (pairs: readonly Pair[]) => Object.fromEntries(pairs.filter(([name]) => name !== ''));

/** Rows without a name, and names that are there twice, live in the field only; the value is an object. */
export function KeyValuesField({ field, value, onChange, path, inner, mixed }: FieldProps) {
  const { t } = useTranslation();
  const given = isRecord(value) ? Object.entries(value).map(([k, v]): Pair => [k, String(v)]) : [];
  const [draft, setDraft] = useState<readonly Pair[] | null>(null);
  const same = draft !== null && JSON.stringify(asObject(draft)) === JSON.stringify(asObject(given));
  const pairs = same && draft ? draft : given;
  const twice = doubled(pairs.map(([name]) => name));
  const write = (next: readonly Pair[]) => {
    setDraft(next);
    const object = asObject(next);
    if (JSON.stringify(object) !== JSON.stringify(asObject(given))) onChange(object);
  };
  const set = (index: number, pair: Pair) => write(pairs.map((old, i) => (i === index ? pair : old)));
  const paste = (event: ClipboardEvent<HTMLElement>) => {
    const pasted = parsePairs(event.clipboardData.getData('text'));
    if (!pasted) return;
    event.preventDefault();
    write(withPairs(pairs, pasted));
  };
  return (
    <Rows
      rows={pairs}
      path={path}
      className="pairs"
      nameOf={([name], index) => name || `${index + 1}`}
      onAdd={() => write([...pairs, ['', '']])}
      onMove={(from, to) => write(movedRow(pairs, from, to))}
      onRemove={(index) => write(pairs.filter((_, i) => i !== index))}
      extra={mixed && <span className="hint">{t('form.mixed')}</span>}
    >
      {([name, text], index) => (
        <>
          <div className="pair-cells">
            <TextInput
              aria-label={t('form.key', { label: field.label, number: index + 1 })}
              placeholder={t('form.key_placeholder')}
              value={name}
              error={twice.has(name)}
              onPaste={paste}
              onChange={(event) => set(index, [event.currentTarget.value, text])}
            />
            <CellInput
              label={t('form.value', { label: field.label, number: index + 1 })}
              placeholder={t('form.value_placeholder')}
              value={text}
              path={`${path}.${name}`}
              el={field.el}
              invalid={inner?.has(`${path}.${name}`)}
              onPaste={paste}
              onChange={(next) => set(index, [name, next])}
            />
          </div>
          {twice.has(name) && <FieldError error={{ message: t('form.twice', { name }) }} />}
          <InnerError inner={inner} path={`${path}.${name}`} />
        </>
      )}
    </Rows>
  );
}

function Cell(props: FieldProps) {
  if (props.field.kind === 'choice') return <ChoiceField {...props} />;
  if (props.field.kind === 'number' && !hasEl(props.value)) return <NumberField {...props} />;
  if (props.field.kind === 'boolean') return <BooleanField {...props} />;
  if (props.field.kind === 'reference') return <ReferenceField {...props} />;
  if (props.field.kind === 'list') return <ListField {...props} />;
  if (props.field.kind === 'key_values') return <KeyValuesField {...props} />;
  return <TextField {...props} />;
}

export function ObjectRowsField({ id, field, value, onChange, path, inner }: FieldProps) {
  const rows = Array.isArray(value) ? value.filter(isRecord) : [];
  const set = (index: number, name: string, cell: unknown) =>
    onChange(rows.map((old, i) => (i === index ? { ...old, [name]: cell } : old)));
  const fresh = () =>
    Object.fromEntries(field.row.flatMap((f) => (f.fallback === undefined ? [] : [[f.name, f.fallback]])));
  return (
    <Rows
      rows={rows}
      path={path}
      className="rowcards"
      nameOf={(row, index) => rowName(row) || `${index + 1}`}
      onAdd={() => onChange([...rows, fresh()])}
      onMove={(from, to) => onChange(movedRow(rows, from, to))}
      onRemove={(index) => onChange(rows.filter((_, i) => i !== index))}
    >
      {(row, index) => (
        <div className="rowcard-cells" data-field={`${path}.${index}`}>
          {field.row
            .filter((cell) => isShown(cell, row, field.row))
            .map((cell) => {
              const place = `${path}.${index}.${cell.name}`;
              return (
                <div key={cell.name} className="field">
                  {cell.kind !== 'boolean' && <span className="lab">{cell.label}</span>}
                  <Cell
                    id={`${id}-${index}-${cell.name}`}
                    label={`${cell.label}, ${index + 1}`}
                    field={cell}
                    value={row[cell.name]}
                    path={place}
                    inner={inner}
                    error={inner?.has(place)}
                    onChange={(next) => set(index, cell.name, next)}
                  />
                  <InnerError inner={inner} path={place} />
                </div>
              );
            })}
        </div>
      )}
    </Rows>
  );
}

/** A row is called by its first text. */
function rowName(row: Readonly<Record<string, unknown>>): string {
  const text = Object.values(row).find((cell) => typeof cell === 'string' && cell !== '');
  return typeof text === 'string' ? text.slice(0, 40) : '';
}

export function JsonField({ id, value, onChange, error, path }: FieldProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => (value === undefined ? '' : JSON.stringify(value, null, 2)));
  return (
    <JsonInput
      id={id}
      data-field={path}
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
