/** Rows that can be added, removed and put in another order, by mouse and by keys. */

import { Button } from '@mantine/core';
import { GripVertical, Plus, X } from 'lucide-react';
import { type DragEvent, type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface RowsProps<T> {
  rows: readonly T[];
  /** What a row is called for people who cannot see it. */
  nameOf: (row: T, index: number) => string;
  onMove: (from: number, to: number) => void;
  onRemove: (index: number) => void;
  onAdd: () => void;
  addLabel?: string;
  className?: string;
  extra?: ReactNode;
  path?: string;
  children: (row: T, index: number) => ReactNode;
}

export function Rows<T>({ rows, nameOf, onMove, onRemove, onAdd, addLabel, className = '', ...more }: RowsProps<T>) {
  const { t } = useTranslation();
  const holder = useRef<HTMLDivElement>(null);
  const dragged = useRef<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const focusRow = (index: number, what: string) =>
    requestAnimationFrame(() => holder.current?.querySelector<HTMLElement>(`[data-index="${index}"] ${what}`)?.focus());
  const shift = (from: number, by: number) => {
    const to = from + by;
    if (to < 0 || to >= rows.length) return;
    onMove(from, to);
    focusRow(to, '.row-grip');
  };
  const add = () => {
    onAdd();
    focusRow(rows.length, 'input, textarea');
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>, index: number) => {
    const up = event.key === 'ArrowUp';
    if ((up || event.key === 'ArrowDown') && (event.altKey || isGrip(event.target))) {
      event.preventDefault();
      event.stopPropagation();
      shift(index, up ? -1 : 1);
    } else if (event.key === 'Enter' && !event.defaultPrevented && event.target instanceof HTMLInputElement) {
      event.preventDefault();
      if (index === rows.length - 1) add();
      else focusRow(index + 1, 'input, textarea');
    }
  };
  const drop = (event: DragEvent, to: number) => {
    event.preventDefault();
    if (dragged.current !== null) onMove(dragged.current, to);
    dragged.current = null;
    setOver(null);
  };
  return (
    <div className={`col rows ${className}`} ref={holder} data-field={more.path}>
      {rows.map((row, index) => {
        const name = nameOf(row, index);
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: the keys are for the fields inside.
          <div
            key={index}
            data-index={index}
            className={`rowline ${over === index ? 'row-over' : ''}`}
            onKeyDown={(event) => onKeyDown(event, index)}
            onDragOver={(event) => {
              if (dragged.current === null) return;
              event.preventDefault();
              setOver(index);
            }}
            onDragLeave={() => setOver(null)}
            onDrop={(event) => drop(event, index)}
          >
            {rows.length > 1 && (
              <button
                type="button"
                className="row-grip"
                draggable
                aria-label={t('form.move_row', { name })}
                title={t('form.move_row_help')}
                onDragStart={(event) => {
                  dragged.current = index;
                  event.dataTransfer.effectAllowed = 'move';
                  event.dataTransfer.setData('text/plain', name);
                }}
                onDragEnd={() => {
                  dragged.current = null;
                  setOver(null);
                }}
              >
                <GripVertical size={12} />
              </button>
            )}
            <div className="rowline-cells">{more.children(row, index)}</div>
            <button
              type="button"
              className="ib sm"
              aria-label={t('form.remove_row', { name })}
              title={t('form.remove_row', { name })}
              onClick={() => onRemove(index)}
            >
              <X size={14} />
            </button>
          </div>
        );
      })}
      <div className="row gap4 rows-foot">
        <Button variant="subtle" size="compact-sm" leftSection={<Plus size={12} />} onClick={add} className="rows-add">
          {addLabel ?? t('form.add_row')}
        </Button>
        {more.extra}
      </div>
    </div>
  );
}

function isGrip(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.classList.contains('row-grip');
}
