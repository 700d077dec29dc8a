/** A line between two parts that can be dragged, or moved with the arrow keys. The size is remembered in the browser. */

import { type KeyboardEvent, type PointerEvent, useCallback, useState } from 'react';

interface SplitterProps {
  label: string;
  axis: 'x' | 'y';
  size: number;
  /** 1 when moving right or down makes the part larger, -1 when it makes it smaller. */
  sign: 1 | -1;
  onSize: (size: number) => void;
  min: number;
  max: number;
}

const KEY_STEP = 16;

export function Splitter({ label, axis, size, sign, onSize, min, max }: SplitterProps) {
  const clamp = (value: number) => Math.min(max, Math.max(min, Math.round(value)));
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    const target = event.currentTarget;
    const from = axis === 'x' ? event.clientX : event.clientY;
    target.setPointerCapture(event.pointerId);
    target.onpointermove = (move) => {
      const at = axis === 'x' ? move.clientX : move.clientY;
      onSize(clamp(size + sign * (at - from)));
    };
    target.onpointerup = () => {
      target.onpointermove = null;
      target.onpointerup = null;
    };
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const grow = axis === 'x' ? 'ArrowRight' : 'ArrowDown';
    const shrink = axis === 'x' ? 'ArrowLeft' : 'ArrowUp';
    if (event.key !== grow && event.key !== shrink) return;
    event.preventDefault();
    onSize(clamp(size + sign * (event.key === grow ? KEY_STEP : -KEY_STEP)));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be moved; this is the ARIA window splitter.
    <div
      className={`splitter splitter-${axis}`}
      role="separator"
      aria-label={label}
      aria-orientation={axis === 'x' ? 'vertical' : 'horizontal'}
      aria-valuenow={size}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    />
  );
}

export function useStoredSize(name: string, initial: number): [number, (size: number) => void] {
  const key = `millrace_size_${name}`;
  const [size, setSize] = useState(() => Number(localStorage.getItem(key)) || initial);
  const store = useCallback(
    (next: number) => {
      setSize(next);
      localStorage.setItem(key, String(next));
    },
    [key],
  );
  return [size, store];
}
