/** Draws any property schema; knows no node type by name. */

import { useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ElInput } from './el/ElInput';
import { ElToggle } from './el/ElToggle';
import { FieldFrame, type FieldProblem } from './FieldFrame';
import { CodeField } from './fields/CodeField';
import { JsonField, KeyValuesField, ListField, ObjectRowsField } from './fields/ListFields';
import { ReferenceField } from './fields/ReferenceField';
import { BooleanField, ChoiceField, NumberField, TextField } from './fields/TextFields';
import type { FieldProps } from './fields/types';
import { LiveValue } from './LiveValue';
import { useLive } from './live/context';
import { type Field, fallbackText, hasEl, isShown, plainValue, takesEl } from './schema';

export type FieldErrors = ReadonlyMap<string, string | FieldProblem>;

interface PropertyFormProps {
  fields: readonly Field[];
  section?: string;
  values: Readonly<Record<string, unknown>>;
  onChange: (name: string, value: unknown) => void;
  /** By the name of a field, or by a path inside it: `columns.2.name`. */
  errors?: FieldErrors;
  tall?: boolean;
  /** Stands before the names in paths: `properties`. */
  prefix?: string;
  /** Fields whose values differ among what is edited together. */
  mixed?: ReadonlySet<string>;
  readOnly?: boolean;
}

function control(props: FieldProps) {
  switch (props.field.kind) {
    case 'code':
      return <CodeField {...props} />;
    case 'choice':
      return <ChoiceField {...props} />;
    case 'number':
      return <NumberField {...props} />;
    case 'boolean':
      return <BooleanField {...props} />;
    case 'reference':
      return <ReferenceField {...props} />;
    case 'list':
      return <ListField {...props} />;
    case 'key_values':
      return <KeyValuesField {...props} />;
    case 'rows':
      return <ObjectRowsField {...props} />;
    case 'json':
      return <JsonField {...props} />;
    default:
      return <TextField {...props} />;
  }
}

const NO_ERRORS: FieldErrors = new Map();
const LABELLED: readonly Field['kind'][] = ['text', 'number', 'choice', 'boolean', 'reference', 'secret', 'json'];

interface FieldRowProps {
  field: Field;
  id: string;
  path: string;
  value: unknown;
  onChange: (value: unknown) => void;
  error?: string | FieldProblem;
  inner?: ReadonlyMap<string, FieldProblem>;
  tall?: boolean;
  mixed?: boolean;
  readOnly?: boolean;
}

function FieldRow({ field, id, path, value, onChange, error, inner, tall, mixed, readOnly }: FieldRowProps) {
  const { t } = useTranslation();
  const live = useLive();
  const [forced, setForced] = useState(false);
  const [plain, setPlain] = useState<unknown>(undefined);
  const mayEl = live !== null && takesEl(field) && !readOnly;
  const el = mayEl && (hasEl(value) || forced);
  const turn = () => {
    if (!el) {
      setPlain(value);
      setForced(true);
      return;
    }
    setForced(false);
    const text = typeof value === 'string' ? value : '';
    onChange(hasEl(text) ? plain : plainValue(field, text));
  };
  const changed = value !== undefined && value !== null && value !== '' && !same(value, field.fallback);
  const hasDefault = fallbackText(field) !== '' && !field.required;
  const shown = value === undefined || value === null ? '' : String(value);
  const note = mixed ? t('form.mixed') : field.kind === 'code' ? field.language : undefined;
  return (
    <FieldFrame
      label={field.label}
      forId={LABELLED.includes(field.kind) || el ? id : undefined}
      help={field.help}
      required={field.required}
      error={error}
      note={note}
      fallback={fallbackText(field)}
      onReset={changed && hasDefault && !readOnly ? () => onChange(undefined) : undefined}
      aside={mayEl && <ElToggle label={field.label} on={el} onClick={turn} />}
      below={el && hasEl(value) && error === undefined && <LiveValue text={shown} />}
    >
      {el ? (
        <ElInput
          id={id}
          mono
          dataField={path}
          value={shown}
          placeholder="#{...}"
          autoFocus={forced && !hasEl(value)}
          invalid={error !== undefined}
          multiline={field.multiline}
          minRows={field.multiline ? 3 : 1}
          onChange={onChange}
        />
      ) : (
        control({ id, field, value, onChange, error: error !== undefined, tall, path, inner, mixed, readOnly })
      )}
    </FieldFrame>
  );
}

function same(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b ?? emptyLike(a)));
}

function emptyLike(value: unknown): unknown {
  return Array.isArray(value) ? [] : {};
}

export function PropertyForm({ fields, section, values, onChange, errors = NO_ERRORS, ...more }: PropertyFormProps) {
  const base = useId();
  const before = more.prefix ? `${more.prefix}.` : '';
  const inner = useMemo(() => {
    const found = new Map<string, FieldProblem>();
    for (const [path, error] of errors)
      if (path.includes('.')) found.set(before + path, typeof error === 'string' ? { message: error } : error);
    return found;
  }, [errors, before]);
  const shown = fields.filter(
    (field) => (section === undefined || field.section === section) && isShown(field, values, fields),
  );
  return shown.map((field) => (
    <FieldRow
      key={field.name}
      field={field}
      id={`${base}-${field.name}`}
      path={before + field.name}
      value={values[field.name]}
      onChange={(next) => onChange(field.name, next)}
      error={errors.get(field.name)}
      inner={inner}
      tall={more.tall}
      mixed={more.mixed?.has(field.name)}
      readOnly={more.readOnly}
    />
  ));
}
