/** A field with a list below it, in a dialog: arrows choose, Enter takes. */

import { Kbd, Modal } from '@mantine/core';
import { Search } from 'lucide-react';
import { Fragment, type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useReturnFocus } from '../components/ui/useReturnFocus';

export interface SearchRow {
  readonly id: string;
  /** Rows of one group stand together under its name. */
  readonly group?: string;
  readonly content: ReactNode;
}

interface SearchDialogProps<R extends SearchRow> {
  /** The name of the dialog and of its field. */
  readonly label: string;
  readonly asked: string;
  readonly onAsk: (text: string) => void;
  readonly rows: readonly R[];
  /** Said where there is no row. */
  readonly none: string;
  readonly onPick: (row: R) => void;
  readonly onClose: () => void;
  /** Tab on a row; true when it did something. Without, Tab stays in the field. */
  readonly onTab?: (row: R | undefined, back: boolean) => boolean;
  readonly lead?: ReactNode;
  readonly foot?: ReactNode;
  readonly testId: string;
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
const PLACE = { content: 'search-dialog' };
const AT_ONCE = { duration: 0 };

export function SearchDialog<R extends SearchRow>(props: SearchDialogProps<R>) {
  const { t } = useTranslation();
  const { rows, asked } = props;
  useReturnFocus();
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const chosen = Math.max(0, Math.min(at, rows.length - 1));
  const row = rows[chosen];
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = STEPS[event.key];
    if (step) {
      const next = chosen + step;
      const wraps = Math.abs(step) === 1 && rows.length > 0;
      setAt(wraps ? (next + rows.length) % rows.length : Math.max(0, Math.min(rows.length - 1, next)));
    } else if (event.key === 'Enter') {
      if (row) props.onPick(row);
    } else if (event.key === 'Tab') {
      // The dialog has one field; Tab has nowhere else to go.
      if (props.onTab?.(row, event.shiftKey)) setAt(0);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <Modal.Root
      opened
      onClose={props.onClose}
      size={560}
      yOffset={104}
      padding={0}
      transitionProps={AT_ONCE}
      returnFocus={false}
      classNames={PLACE}
    >
      <Modal.Overlay />
      <Modal.Content aria-label={props.label} data-testid={props.testId}>
        <label className="search-dialog-field">
          <Search size={16} aria-hidden="true" className="t3" />
          {props.lead}
          <input
            data-autofocus
            role="combobox"
            aria-expanded="true"
            aria-controls={`${id}-list`}
            aria-activedescendant={row ? `${id}-${chosen}` : undefined}
            aria-label={props.label}
            placeholder={props.label}
            value={asked}
            autoComplete="off"
            spellCheck={false}
            onKeyDown={onKeyDown}
            onChange={(event) => {
              props.onAsk(event.target.value);
              setAt(0);
            }}
          />
          <Kbd>Esc</Kbd>
        </label>
        <div ref={list} role="listbox" id={`${id}-list`} aria-label={props.label} className="search-dialog-list">
          {rows.map((one, index) => (
            <Fragment key={one.id}>
              {one.group !== undefined && one.group !== rows[index - 1]?.group && (
                <div className="palh" role="presentation">
                  {one.group}
                </div>
              )}
              {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys. */}
              <div
                id={`${id}-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === chosen}
                className={index === chosen ? 'search-row on' : 'search-row'}
                onPointerMove={() => index !== chosen && setAt(index)}
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => props.onPick(one)}
              >
                {one.content}
              </div>
            </Fragment>
          ))}
        </div>
        {rows.length === 0 && <p className="search-dialog-none t2">{props.none}</p>}
        <span role="status" className="sr-only">
          {t('palette.hits', { count: rows.length })}
        </span>
        {props.foot && <footer className="search-dialog-foot">{props.foot}</footer>}
      </Modal.Content>
    </Modal.Root>
  );
}
