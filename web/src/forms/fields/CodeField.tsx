/** A script: the editor, and what it becomes for the chosen plan time. */

import { Eye, Pencil } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLive, useLiveValue } from '../live/context';
import { hasEl } from '../schema';
import { CodeEditor } from './later';
import type { FieldProps } from './types';

export function CodeField({ field, value, onChange, tall, path, readOnly }: FieldProps) {
  const { t } = useTranslation();
  const live = useLive();
  const [rendered, setRendered] = useState(false);
  const text = typeof value === 'string' ? value : '';
  const turn = live && (
    <button type="button" className="link code-turn" onClick={() => setRendered(!rendered)}>
      {rendered ? <Pencil size={12} /> : <Eye size={12} />}
      {rendered ? t('code.edit') : t('code.will_run')}
    </button>
  );
  if (rendered)
    return <WillRun label={field.label} language={field.language} text={text} tall={tall} foot={turn} path={path} />;
  return (
    <CodeEditor
      label={field.label}
      language={field.language}
      value={text}
      onChange={onChange}
      tall={tall}
      readOnly={readOnly}
      dataField={path}
      words={live?.words}
      foot={turn}
    />
  );
}

interface WillRunProps {
  label: string;
  language: string;
  text: string;
  /** A stored script in place of the text. */
  script?: string;
  tall?: boolean;
  foot: React.ReactNode;
  path: string;
}

/** The script as the server fills it in; masked values stay masked. */
export function WillRun({ label, language, text, script, tall, foot, path }: WillRunProps) {
  const { t } = useTranslation();
  const asked = script !== undefined || hasEl(text);
  const state = useLiveValue(asked ? text : null, script);
  const answer = state?.answer;
  const shown = asked ? (answer?.ok ? (answer.text ?? '') : '') : text;
  const trouble = asked && answer && !answer.ok ? answer : null;
  return (
    <div className="willrun" data-testid="will-run">
      {trouble ? (
        <div className="codebox willrun-error" role="alert">
          <p className="st-warning s12">
            {trouble.column
              ? t('live.error_at', { column: place(text, trouble.column), message: trouble.message ?? '' })
              : trouble.message}
          </p>
          <div className="code-foot">{foot}</div>
        </div>
      ) : (
        <CodeEditor
          label={t('code.rendered', { label })}
          language={language}
          value={shown}
          tall={tall}
          readOnly
          dataField={path}
          foot={
            <>
              <span className="s11 t3 ell">{state?.failed ? t('live.failed') : t('code.rendered_note')}</span>
              {foot}
            </>
          }
        />
      )}
    </div>
  );
}

/** Line and column of a place in a text of many lines, in the words `3:14`. */
function place(text: string, column: number): string {
  const before = text.slice(0, column - 1).split('\n');
  return before.length === 1 ? String(column) : `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}
