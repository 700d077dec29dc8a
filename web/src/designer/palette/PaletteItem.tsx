/** One node type in the palette: drag it, press Enter, star it, ask what it does. */

import { Info, Star } from 'lucide-react';
import { type DragEvent, type KeyboardEvent, type MouseEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { NodeType } from '../../api/types';
import { NodeIcon } from '../../components/ui/Icon';
import { Marked } from '../../components/ui/Marked';
import type { Ranges } from '../../lib/fuzzy';
import { NODE_DRAG_TYPE } from '../context';
import { rememberType, toggleFavourite } from './recents';
import type { HelpWish } from './TypeHelp';

interface PaletteItemProps {
  type: NodeType;
  ranges: Ranges;
  /** Of the section; each type may stand in several. */
  testId: string;
  starred: boolean;
  disabled: boolean;
  /** Its place among all that is shown; one item of the palette is in the order of Tab. */
  index: number;
  active: boolean;
  onActive: (index: number) => void;
  onAdd: (type: NodeType, after: boolean) => void;
  onHelp: (wish: HelpWish | null) => void;
  helpId: string | undefined;
}

const HELP_AFTER_MS = 500;

export function PaletteItem(props: PaletteItemProps) {
  const { t } = useTranslation();
  const { type, disabled, active, helpId } = props;
  const holder = useRef<HTMLDivElement>(null);
  const timer = useRef(0);
  const help = (pinned: boolean) => {
    window.clearTimeout(timer.current);
    const show = () => {
      if (holder.current) props.onHelp({ type, beside: holder.current.getBoundingClientRect(), pinned });
    };
    if (pinned) show();
    else timer.current = window.setTimeout(show, HELP_AFTER_MS);
  };
  const noHelp = () => {
    window.clearTimeout(timer.current);
    props.onHelp(null);
  };
  const onDragStart = (event: DragEvent) => {
    noHelp();
    event.dataTransfer.setData(NODE_DRAG_TYPE, type.name);
    event.dataTransfer.effectAllowed = 'copy';
  };
  const onDragEnd = (event: DragEvent) => {
    if (event.dataTransfer.dropEffect === 'copy') rememberType(type.name);
  };
  // A finger cannot drag here, and a key or a screen reader clicks without a count.
  const onClick = (event: MouseEvent<HTMLButtonElement>) => {
    const touched = (event.nativeEvent as PointerEvent).pointerType === 'touch';
    if (event.detail === 0 || touched) props.onAdd(type, false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    props.onAdd(type, true);
  };
  const tab = active ? 0 : -1;
  const star = t(props.starred ? 'palette.unstar' : 'palette.star', { name: type.label });
  return (
    <div
      ref={holder}
      className={`pal-item ${props.starred ? 'starred' : ''} ${disabled ? 'off' : ''}`}
      onPointerEnter={() => help(false)}
      onPointerLeave={noHelp}
    >
      <button
        type="button"
        className="pi"
        draggable={!disabled}
        aria-disabled={disabled || undefined}
        data-palette-index={props.index}
        tabIndex={tab}
        aria-describedby={helpId}
        data-testid={props.testId}
        onFocus={(event) => {
          props.onActive(props.index);
          if (event.target.matches(':focus-visible')) help(false);
        }}
        onBlur={noHelp}
        onDragStart={onDragStart}
        onDragEnd={onDragEnd}
        onDoubleClick={() => !disabled && props.onAdd(type, false)}
        onClick={(event) => !disabled && onClick(event)}
        onKeyDown={(event) => !disabled && onKeyDown(event)}
      >
        <NodeIcon icon={type.icon} size={16} />
        <span className="ell">
          <Marked text={type.label} ranges={props.ranges} />
        </span>
      </button>
      <span className="pal-tools">
        <button
          type="button"
          className="ib pal-tool pal-info"
          tabIndex={tab}
          aria-label={t('palette.about', { name: type.label })}
          aria-expanded={helpId !== undefined}
          onClick={() => (helpId === undefined ? help(true) : noHelp())}
          onBlur={noHelp}
        >
          <Info size={12} />
        </button>
        <button
          type="button"
          className="ib pal-tool pal-star"
          tabIndex={tab}
          aria-label={star}
          title={star}
          aria-pressed={props.starred}
          onClick={() => toggleFavourite(type.name)}
        >
          <Star size={12} fill={props.starred ? 'currentColor' : 'none'} />
        </button>
      </span>
    </div>
  );
}
