/** A part of the panel that folds and stays as it was left. */

import { ChevronDown, ChevronRight } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { findField, onFieldWanted } from './fieldFocus';

const STORED = 'millrace_folded';

function folded(): Record<string, boolean> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORED) ?? '{}');
    return typeof stored === 'object' && stored !== null ? (stored as Record<string, boolean>) : {};
  } catch {
    return {};
  }
}

interface SectionProps {
  /** By which it is remembered whether it is folded. */
  name: string;
  title: string;
  /** At the right of the title. */
  aside?: ReactNode;
  /** One line that tells the content while it is folded. */
  summary?: ReactNode;
  /** Fields inside, by the begin of their paths: a search for one of them opens the section. */
  fields?: readonly string[];
  startsFolded?: boolean;
  children: ReactNode;
}

export function Section({ name, title, aside, summary, fields, startsFolded = false, children }: SectionProps) {
  const [open, setOpen] = useState(() => !(folded()[name] ?? startsFolded));
  const body = useRef<HTMLDivElement>(null);
  const id = useId();
  const turn = (next: boolean) => {
    setOpen(next);
    localStorage.setItem(STORED, JSON.stringify({ ...folded(), [name]: !next }));
  };
  useEffect(
    () =>
      onFieldWanted((path) => {
        const inside = fields?.some((one) => path === one || path.startsWith(`${one}.`));
        if (inside || (body.current && findField(path, body.current))) setOpen(true);
      }),
    [fields],
  );
  return (
    <section className="psec" aria-labelledby={id}>
      <div className="psec-head">
        <h3 className="ph">
          <button type="button" className="psec-turn" id={id} aria-expanded={open} onClick={() => turn(!open)}>
            {open ? <ChevronDown size={14} /> : <ChevronRight size={14} />}
            {title}
          </button>
        </h3>
        {open ? aside : summary && <span className="t3 s12 ell psec-summary">{summary}</span>}
      </div>
      {open && (
        <div className="psec-body" ref={body}>
          {children}
        </div>
      )}
    </section>
  );
}
