/** A name that is written where it stands: Enter keeps it, Escape gives it up, leaving the field keeps it. */

import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

const LONGEST = 128;

export function InPlaceName({ value, onDone }: { value: string; onDone: (name: string | null) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  useEffect(() => {
    input.current?.focus({ preventScroll: true });
    input.current?.select();
  }, []);
  const end = (name: string | null) => {
    if (done.current) return;
    done.current = true;
    const holder = input.current?.closest<HTMLElement>('.react-flow__node');
    onDone(name === null || name.trim() === '' ? null : name.trim());
    holder?.focus({ preventScroll: true });
  };
  return (
    <input
      ref={input}
      className="in-place nodrag nopan nokey"
      aria-label={t('group.name')}
      value={text}
      maxLength={LONGEST}
      spellCheck={false}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => end(text)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter') end(text);
        else if (event.key === 'Escape') end(null);
      }}
    />
  );
}
