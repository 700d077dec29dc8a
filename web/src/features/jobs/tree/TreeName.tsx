/** The name in a row: with the letters that were looked for marked, or as a field while it is renamed. */

import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Hit } from './treeFilter';

export function MarkedName({ name, hits }: { name: string; hits: readonly Hit[] }) {
  if (hits.length === 0) return name;
  const parts: React.ReactNode[] = [];
  let at = 0;
  for (const [start, end] of hits) {
    if (end <= at) continue;
    const from = Math.max(start, at);
    parts.push(name.slice(at, from), <mark key={from}>{name.slice(from, end)}</mark>);
    at = end;
  }
  parts.push(name.slice(at));
  return <>{parts}</>;
}

const SETTLES_MS = 80;

interface NameFieldProps {
  name: string;
  wrong: boolean;
  busy: boolean;
  onDone: (name: string) => void;
  onCancel: () => void;
}

export function NameField({ name, wrong, busy, onDone, onCancel }: NameFieldProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const left = useRef(false);
  const settled = useRef(false);
  useEffect(() => {
    const take = () => {
      field.current?.focus();
      field.current?.select();
    };
    take();
    // A menu that was asked for this closes only now, and takes the focus with it.
    const timer = setTimeout(() => {
      if (document.activeElement !== field.current) take();
      settled.current = true;
    }, SETTLES_MS);
    return () => clearTimeout(timer);
  }, []);
  const done = () => {
    const wanted = field.current?.value.trim() ?? '';
    if (wanted === '' || wanted === name) onCancel();
    else onDone(wanted);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === 'Enter') done();
    else if (event.key === 'Escape') {
      left.current = true;
      onCancel();
    } else return;
    event.preventDefault();
  };
  return (
    <input
      ref={field}
      className={`tree-rename ${wrong ? 'err' : ''}`}
      defaultValue={name}
      maxLength={128}
      readOnly={busy}
      aria-label={t('tree.new_name', { name })}
      aria-invalid={wrong}
      data-testid="tree-rename"
      onClick={(event) => event.stopPropagation()}
      onKeyDown={onKeyDown}
      onBlur={() => {
        if (settled.current && !left.current && !busy && !wrong) done();
      }}
    />
  );
}
