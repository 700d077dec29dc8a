/** A text with expressions: they are marked, and what they may name is offered while it is typed. */

import { Popover } from '@mantine/core';
import { type KeyboardEvent, type Ref, useId, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLive } from '../live/context';
import { type Completion, completionAt, type Option } from './completion';
import { marked } from './marks';

interface ElInputProps {
  id?: string;
  value: string;
  onChange: (value: string) => void;
  label?: string;
  placeholder?: string;
  /** Enter makes a new line. */
  multiline?: boolean;
  invalid?: boolean;
  readOnly?: boolean;
  minRows?: number;
  /** Set in the type of code, as a field that holds nothing but an expression. */
  mono?: boolean;
  autoFocus?: boolean;
  dataField?: string;
  testId?: string;
  ref?: Ref<HTMLTextAreaElement>;
  onPaste?: (event: React.ClipboardEvent<HTMLTextAreaElement>) => void;
}

export function ElInput({ value, onChange, multiline = false, ref, ...more }: ElInputProps) {
  const { t } = useTranslation();
  const live = useLive();
  const list = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const [open, setOpen] = useState<Completion | null>(null);
  const [active, setActive] = useState(0);
  const caret = useRef<number | null>(null);
  useImperativeHandle(ref, () => area.current as HTMLTextAreaElement);
  // The caret goes where the choice wants it once the new text is in the field.
  useLayoutEffect(() => {
    if (caret.current === null || !area.current) return;
    area.current.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  });

  const look = (text: string, at: number, asked = false) => {
    setOpen(live ? completionAt(text, at, live.words, asked) : null);
    setActive(0);
  };
  const take = (option: Option) => {
    if (!open || !area.current) return;
    const end = area.current.selectionEnd;
    const next = value.slice(0, open.from) + option.insert + value.slice(end);
    const at = open.from + option.caret;
    caret.current = at;
    onChange(next);
    if (option.goesOn) look(next, at);
    else setOpen(null);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.ctrlKey && event.key === ' ') {
      event.preventDefault();
      look(value, event.currentTarget.selectionEnd, true);
      return;
    }
    if (open) {
      const count = open.options.length;
      const chosen = open.options[active];
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        setActive((active + (event.key === 'ArrowDown' ? 1 : count - 1)) % count);
        return;
      }
      if ((event.key === 'Enter' || event.key === 'Tab') && chosen && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        take(chosen);
        return;
      }
      if (event.key === 'Escape') {
        event.preventDefault();
        event.stopPropagation();
        setOpen(null);
        return;
      }
    }
    if (event.key === 'Enter' && !multiline) event.preventDefault();
  };
  return (
    <Popover
      opened={open !== null}
      position="bottom-start"
      width="target"
      withinPortal={false}
      // The field itself says that it has a list; a `div` must not.
      withRoles={false}
      floatingStrategy="fixed"
      trapFocus={false}
      returnFocus={false}
      offset={2}
    >
      <Popover.Target>
        <div className={`elinput ${more.mono ? 'mono' : ''} ${more.invalid ? 'err' : ''}`}>
          <pre className="elinput-back" aria-hidden="true" style={{ minHeight: (more.minRows ?? 1) * 18 + 8 }}>
            {marked(value).map((part, index) =>
              part.el ? (
                <span key={index} className="c-el">
                  {part.text}
                </span>
              ) : (
                part.text
              ),
            )}
            {'\n'}
          </pre>
          <textarea
            ref={area}
            id={more.id}
            aria-label={more.label}
            aria-autocomplete="list"
            aria-controls={open ? list : undefined}
            aria-activedescendant={open ? `${list}-${active}` : undefined}
            aria-invalid={more.invalid || undefined}
            data-field={more.dataField}
            data-testid={more.testId}
            value={value}
            rows={1}
            readOnly={more.readOnly}
            // biome-ignore lint/a11y/noAutofocus: the field was asked for by the toggle above it.
            autoFocus={more.autoFocus}
            placeholder={more.placeholder}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => {
              onChange(event.currentTarget.value);
              look(event.currentTarget.value, event.currentTarget.selectionEnd);
            }}
            onKeyDown={onKeyDown}
            onPaste={more.onPaste}
            onBlur={() => setOpen(null)}
          />
        </div>
      </Popover.Target>
      <Popover.Dropdown className="el-options nowheel" p={0}>
        {open && (
          <div id={list} role="listbox" aria-label={t('form.completion')} className="el-list">
            {open.options.map((option, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field, which keeps the focus.
              // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active one.
              <div
                key={`${option.label}${option.detail}`}
                id={`${list}-${index}`}
                role="option"
                aria-selected={index === active}
                className={`el-option ${index === active ? 'on' : ''}`}
                ref={index === active ? (row) => row?.scrollIntoView({ block: 'nearest' }) : undefined}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => take(option)}
              >
                <span className="mono ell">{option.label}</span>
                <span className="t3 ell">{option.detail}</span>
              </div>
            ))}
          </div>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
