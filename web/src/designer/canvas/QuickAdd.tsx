/** A short search for a node type, at a place of the canvas: arrows choose, Enter adds. */

import { Search } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NodeType } from '../../api/types';
import { NodeIcon } from '../../components/ui/Icon';
import { Marked } from '../../components/ui/Marked';
import type { FuzzyHit } from '../../lib/fuzzy';
import { matchingTypes } from '../palette/match';
import { recentTypes } from '../palette/recents';

interface QuickAddProps {
  readonly types: readonly NodeType[];
  /** What the new node is for, as a sentence; also the name of the list. */
  readonly title: string;
  readonly onPick: (type: NodeType) => void;
  readonly onClose: () => void;
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };

/** All types, those used last before the others. */
function offered(types: readonly NodeType[]): FuzzyHit<NodeType>[] {
  const recents = recentTypes();
  const age = ({ name }: NodeType) => (recents.includes(name) ? recents.indexOf(name) : recents.length);
  return [...types].sort((a, b) => age(a) - age(b)).map((item) => ({ item, ranges: [] }));
}

export function QuickAdd({ types, title, onPick, onClose }: QuickAddProps) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const hits = useMemo(() => (asked.trim() ? matchingTypes(types, asked) : offered(types)), [types, asked]);
  const chosen = Math.min(at, hits.length - 1);
  useEffect(() => input.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    const step = STEPS[event.key];
    const hit = hits[chosen];
    if (step) {
      const next = chosen + step;
      const wraps = Math.abs(step) === 1 && hits.length > 0;
      setAt(wraps ? (next + hits.length) % hits.length : Math.max(0, Math.min(hits.length - 1, next)));
    } else if (event.key === 'Enter' && hit) onPick(hit.item);
    else if (event.key === 'Escape' || event.key === 'Tab') onClose();
    else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the field inside.
    <div
      className="quick-add nodrag nopan nowheel"
      onKeyDown={onKeyDown}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) onClose();
      }}
      data-testid="quick-add"
    >
      <label className="quick-add-field">
        <Search size={14} aria-hidden="true" />
        <input
          ref={input}
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={hits[chosen] ? `${id}-${chosen}` : undefined}
          aria-label={title}
          placeholder={title}
          value={asked}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setAsked(event.target.value);
            setAt(0);
          }}
        />
      </label>
      <div ref={list} role="listbox" id={`${id}-list`} aria-label={title} className="quick-add-list" tabIndex={-1}>
        {hits.map(({ item, ranges }, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys.
          <div
            key={item.name}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            className={index === chosen ? 'quick-add-row on' : 'quick-add-row'}
            data-testid={`quick-add-${item.name}`}
            title={item.help}
            onPointerMove={() => setAt(index)}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onPick(item)}
          >
            <NodeIcon icon={item.icon} size={16} />
            <span className="ell">
              <Marked text={item.label} ranges={ranges} />
            </span>
            <span className="t3 s11 end">{item.group.replaceAll('_', ' ')}</span>
          </div>
        ))}
        {hits.length === 0 && <p className="t3 s12 quick-add-none">{t('palette.none')}</p>}
      </div>
      <p className="quick-add-foot t3 s11">{t('quick_add.keys')}</p>
    </div>
  );
}
