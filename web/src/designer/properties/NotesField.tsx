/** A note in Markdown: written here, shown rendered. */

import { Textarea } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NoteText } from '../canvas/NoteText';

interface NotesFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  dataField: string;
  readOnly?: boolean;
  minRows?: number;
}

export function NotesField({ label, value, onChange, dataField, readOnly, minRows = 4 }: NotesFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const [shown, setShown] = useState(value !== '');
  const preview = (shown && value !== '') || readOnly;
  return (
    <div className="field">
      <div className="lab">
        <label htmlFor={preview ? undefined : id}>{label}</label>
        {!readOnly && value !== '' && (
          <fieldset className="seg sm end notes-turn" aria-label={label}>
            {([false, true] as const).map((mode) => (
              <button
                key={String(mode)}
                type="button"
                className={mode === shown ? 'on' : ''}
                aria-pressed={mode === shown}
                onClick={() => setShown(mode)}
              >
                {t(mode ? 'notes.preview' : 'notes.write')}
              </button>
            ))}
          </fieldset>
        )}
      </div>
      {preview ? (
        <div className="notes-text" data-field={dataField}>
          {value === '' ? <p className="t3">{t('notes.none')}</p> : <NoteText text={value} />}
        </div>
      ) : (
        <Textarea
          id={id}
          data-field={dataField}
          autosize
          minRows={minRows}
          maxRows={24}
          placeholder={t('notes.placeholder')}
          value={value}
          onFocus={() => setShown(false)}
          onChange={(event) => {
            setShown(false);
            onChange(event.currentTarget.value);
          }}
        />
      )}
      {!preview && <span className="hint">{t('notes.markdown')}</span>}
    </div>
  );
}
