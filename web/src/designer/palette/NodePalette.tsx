/** The node types: favourites, what was used last, then by group. Drag one to the canvas, or press Enter. */

import { ChevronDown, ChevronRight, Search, Star, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { NodeType } from '../../api/types';
import type { FuzzyHit } from '../../lib/fuzzy';
import { useLate } from '../../lib/late';
import { fuzzyTypes, TypeHelp } from './later';
import { moved } from './moves';
import { PaletteItem } from './PaletteItem';
import { paletteSections } from './rank';
import { favouriteTypes, recentTypes, subscribeTypes } from './recents';
import type { HelpWish } from './TypeHelp';
import { useFolds } from './useFolds';

interface NodePaletteProps {
  types: readonly NodeType[];
  /** `after`: it follows the selected node. */
  onAdd: (type: NodeType, after: boolean) => void;
  disabled: boolean;
}

interface Shown {
  group: string;
  hits: readonly FuzzyHit<NodeType>[];
}

/** Until the search that forgives is there: what has the words in its name. */
const plainly = (types: readonly NodeType[], asked: string): FuzzyHit<NodeType>[] =>
  types
    .filter((type) => type.label.toLowerCase().includes(asked.trim().toLowerCase()))
    .map((item) => ({ item, ranges: [] }));

/** Names that stay as they are while the pointer or the focus is here: nothing moves under it. */
function useSettled(names: readonly string[], busy: boolean): readonly string[] {
  const [shown, setShown] = useState(names);
  useEffect(() => {
    if (!busy) setShown(names);
  }, [busy, names]);
  return shown;
}

export function NodePalette({ types, onAdd, disabled }: NodePaletteProps) {
  const { t } = useTranslation();
  const helpId = useId();
  const root = useRef<HTMLElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [asked, setAsked] = useState('');
  const [searching, setSearching] = useState(false);
  const [onlyStarred, setOnlyStarred] = useState(false);
  const [active, setActive] = useState(0);
  const [busy, setBusy] = useState(false);
  const [help, setHelp] = useState<HelpWish | null>(null);
  const folds = useFolds('palette');
  const favourites = useSyncExternalStore(subscribeTypes, favouriteTypes);
  const recent = useSettled(useSyncExternalStore(subscribeTypes, recentTypes), busy);
  const matching = useLate(fuzzyTypes, searching) ?? plainly;
  const label = (group: string) => {
    if (group === 'favourites') return t('palette.favourites');
    if (group === 'recent') return t('palette.recent');
    if (group === 'found') return t('palette.found');
    const words = group.replaceAll('_', ' ');
    return words.slice(0, 1).toUpperCase() + words.slice(1);
  };
  const sections = useMemo((): Shown[] => {
    if (asked.trim() !== '') return [{ group: 'found', hits: matching(types, asked) }];
    const all = paletteSections(types, favourites, onlyStarred ? [] : recent);
    const wanted = onlyStarred ? all.filter((section) => section.group === 'favourites') : all;
    return wanted.map(({ group, types: members }) => ({ group, hits: members.map((item) => ({ item, ranges: [] })) }));
  }, [types, asked, matching, favourites, recent, onlyStarred]);
  const folded = (group: string) => group !== 'found' && !onlyStarred && folds.has(group);
  const open = sections.map((section) => ({ ...section, hits: folded(section.group) ? [] : section.hits }));
  const rows = open.map((section) => section.hits.length);
  const count = rows.reduce((sum, length) => sum + length, 0);
  const shownActive = Math.min(active, Math.max(0, count - 1));

  useEffect(() => {
    const holder = root.current;
    const search = () => {
      setSearching(true);
      requestAnimationFrame(() => input.current?.focus());
    };
    holder?.addEventListener('millrace:search', search);
    return () => holder?.removeEventListener('millrace:search', search);
  }, []);
  const focusItem = (index: number) => {
    setActive(index);
    root.current?.querySelector<HTMLElement>(`[data-palette-index="${index}"]`)?.focus();
  };
  const search = (words: string) => {
    setAsked(words);
    setActive(0);
    setHelp(null);
  };
  const closeSearch = () => {
    search('');
    setSearching(false);
  };
  const onListKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && help) {
      event.stopPropagation();
      setHelp(null);
      return;
    }
    const at = event.target instanceof HTMLElement ? event.target.dataset.paletteIndex : undefined;
    if (at === undefined) return;
    const next = moved(event.key, Number(at), rows);
    if (next !== null) {
      event.preventDefault();
      event.stopPropagation();
      if (next < 0) input.current?.focus();
      else focusItem(Math.min(next, count - 1));
    } else if (event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey) {
      // Typing on an item asks for another one.
      event.preventDefault();
      event.stopPropagation();
      setSearching(true);
      search(asked + event.key);
      requestAnimationFrame(() => input.current?.focus());
    }
  };
  const onSearchKey = (event: KeyboardEvent) => {
    const first = open[0]?.hits[0]?.item;
    if (event.key === 'Escape') {
      event.stopPropagation();
      closeSearch();
      requestAnimationFrame(() => focusItem(0));
    } else if (event.key === 'ArrowDown' && count > 0) {
      event.preventDefault();
      focusItem(0);
    } else if (event.key === 'Enter' && first && asked.trim() !== '' && !disabled) {
      event.preventDefault();
      event.stopPropagation();
      onAdd(first, event.shiftKey);
    }
  };
  let index = -1;
  return (
    <section
      ref={root}
      className="palette"
      aria-label={t('palette.title')}
      data-palette=""
      onPointerEnter={() => setBusy(true)}
      onPointerLeave={() => setBusy(root.current?.contains(document.activeElement) ?? false)}
      onFocus={() => setBusy(true)}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setBusy(false);
      }}
    >
      <div className="sech">
        <h2 className="b6 s12">{t('palette.title')}</h2>
        <span className="t3 s11 ell grow">{t('palette.help')}</span>
        <button
          type="button"
          className={`ib sm ${onlyStarred ? 'on' : ''}`}
          aria-pressed={onlyStarred}
          aria-label={t('palette.only_starred')}
          title={t('palette.only_starred')}
          onClick={() => setOnlyStarred(!onlyStarred)}
        >
          <Star size={14} />
        </button>
        <button
          type="button"
          className={`ib sm ${searching ? 'on' : ''}`}
          aria-expanded={searching}
          aria-label={t('palette.filter')}
          title={t('palette.filter')}
          onClick={() => {
            if (searching) closeSearch();
            else root.current?.dispatchEvent(new CustomEvent('millrace:search'));
          }}
        >
          <Search size={14} />
        </button>
      </div>
      {searching && (
        <div className="inp soft palette-filter">
          <Search size={14} className="i" aria-hidden="true" />
          <input
            ref={input}
            value={asked}
            onChange={(event) => search(event.target.value)}
            onKeyDown={onSearchKey}
            placeholder={t('palette.filter')}
            aria-label={t('palette.filter')}
            data-testid="palette-search"
          />
          <button type="button" className="ib sm" aria-label={t('palette.clear')} onClick={closeSearch}>
            <X size={12} />
          </button>
        </div>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: hears the keys of the buttons inside. */}
      <div className="palette-list" onKeyDown={onListKey} onScroll={() => setHelp(null)}>
        {open.map(({ group, hits }, place) => (
          <div key={group} className="pal">
            <h3 className="palh">
              {group === 'found' ? (
                label(group)
              ) : (
                <button
                  type="button"
                  className="palh-fold"
                  aria-expanded={!folded(group)}
                  disabled={onlyStarred}
                  onClick={() => folds.toggle(group)}
                >
                  {folded(group) ? <ChevronRight size={12} /> : <ChevronDown size={12} />}
                  {label(group)}
                  {folded(group) && <span className="tn">{sections[place]?.hits.length}</span>}
                </button>
              )}
            </h3>
            {hits.map((hit) => {
              index += 1;
              const own = group !== 'favourites' && group !== 'recent';
              const helped = help?.type === hit.item && help.beside !== undefined && index === shownActive;
              return (
                <PaletteItem
                  key={hit.item.name}
                  type={hit.item}
                  ranges={hit.ranges}
                  testId={own ? `palette-item-${hit.item.name}` : `palette-${group}-${hit.item.name}`}
                  starred={favourites.includes(hit.item.name)}
                  disabled={disabled}
                  index={index}
                  active={index === shownActive}
                  onActive={setActive}
                  onAdd={onAdd}
                  onHelp={setHelp}
                  helpId={helped ? helpId : undefined}
                />
              );
            })}
          </div>
        ))}
        {count === 0 && asked.trim() !== '' && (
          <p className="t3 s12 palette-none">
            {t('palette.none')}{' '}
            <button type="button" className="link" onClick={() => search('')}>
              {t('palette.show_all')}
            </button>
          </p>
        )}
        {onlyStarred && sections.length === 0 && asked.trim() === '' && (
          <p className="t3 s12 palette-none">{t('palette.none_starred')}</p>
        )}
      </div>
      {help && <TypeHelp wish={help} id={helpId} onGiveUp={() => setHelp(null)} />}
    </section>
  );
}
