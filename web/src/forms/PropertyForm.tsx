/** Draws any property schema; knows no node type by name. */

import { lazy, Suspense, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldFrame } from './FieldFrame';
import { JsonField, KeyValuesField, ListField, ObjectRowsField } from './fields/ListFields';
import { ReferenceField } from './fields/ReferenceField';
import { BooleanField, ChoiceField, NumberField, TextField } from './fields/TextFields';
import type { FieldProps } from './fields/types';
import { LiveValue } from './LiveValue';
import { type Field, hasEl, isShown } from './schema';

const CodeEditor = lazy(() => import('../components/code/CodeEditor').then((m) => ({ default: m.CodeEditor })));

interface PropertyFormProps {
  fields: readonly Field[];
  section?: string;
  values: Readonly<Record<string, unknown>>;
  onChange: (name: string, value: unknown) => void;
  errors?: ReadonlyMap<string, string>;
  params?: Readonly<Record<string, string>>;
  tall?: boolean;
}

function CodeField({ field, value, onChange, tall }: FieldProps) {
  return (
    <Suspense fallback={<div className="codebox code-waiting" />}>
      <CodeEditor
        label={field.label}
        language={field.language}
        value={typeof value === 'string' ? value : ''}
        onChange={onChange}
        tall={tall}
      />
    </Suspense>
  );
}

function control(props: FieldProps) {
  switch (props.field.kind) {
    case 'code':
      return <CodeField {...props} />;
    case 'choice':
      return <ChoiceField {...props} />;
    case 'number':
      return hasEl(props.value) ? <TextField {...props} /> : <NumberField {...props} />;
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

/** Marks that a field takes expressions; for a number it also changes to text and back. */
function ElToggle({ field, value, onChange }: { field: Field; value: unknown; onChange: (value: unknown) => void }) {
  const { t } = useTranslation();
  const on = hasEl(value);
  const toggle = () => {
    if (on) onChange(undefined);
    else onChange(`${field.kind === 'number' || value === undefined || value === null ? '' : String(value)}#{}`);
  };
  return (
    <button
      type="button"
      className={`elbtn ${on ? 'on' : ''}`}
      aria-pressed={on}
      title={on ? t('form.el_off') : t('form.el_on')}
      aria-label={`${field.label}: ${on ? t('form.el_off') : t('form.el_on')}`}
      onClick={toggle}
    >
      EL
    </button>
  );
}

const NO_ERRORS: ReadonlyMap<string, string> = new Map();
const NO_PARAMS: Readonly<Record<string, string>> = {};

export function PropertyForm({
  fields,
  section,
  values,
  onChange,
  errors = NO_ERRORS,
  params = NO_PARAMS,
  tall,
}: PropertyFormProps) {
  const base = useId();
  const shown = fields.filter(
    (field) => (section === undefined || field.section === section) && isShown(field, values, fields),
  );
  return shown.map((field) => {
    const id = `${base}-${field.name}`;
    const value = values[field.name];
    const change = (next: unknown) => onChange(field.name, next);
    const toggles = field.el && (field.kind === 'text' || field.kind === 'number');
    const evaluated = field.kind === 'text' || field.kind === 'number';
    return (
      <FieldFrame
        key={field.name}
        label={field.kind === 'boolean' ? '' : field.label}
        forId={['text', 'number', 'choice', 'reference'].includes(field.kind) ? id : undefined}
        help={field.help}
        required={field.required}
        error={errors.get(field.name)}
        aside={toggles && <ElToggle field={field} value={value} onChange={change} />}
        below={evaluated && hasEl(value) && <LiveValue text={String(value)} params={params} />}
      >
        {control({ id, field, value, onChange: change, error: errors.get(field.name), tall })}
      </FieldFrame>
    );
  });
}
