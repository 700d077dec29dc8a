/** Search in the open job: words and filters, what was met, and the way there. */

import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronDown, ChevronUp, Search, X } from 'lucide-react';
import {
  type KeyboardEvent,
  useDeferredValue,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { useTranslation } from 'react-i18next';
import { Marked } from '../../components/ui/Marked';
import { type RunMap, useDesigner, useDocument } from '../context';
import { edgeByKey, nodeById } from '../model/document';
import { type Hit, search } from '../model/search';
import { completions } from './completions';
import { HitIcon } from './HitIcon';
import { searchStore } from './searchStore';

const ROW = 40;
const MOST_SHOWN = 5;

/** The node that a hit leads to, if any. */
function nodeOf(hit: Hit, target: (key: string) => string | undefined): string | null {
  if (hit.kind === 'node') return hit.id;
  return hit.kind === 'edge' ? (target(hit.id) ?? null) : null;
}

export function SearchPanel({ runs }: { runs: RunMap | null }) {
  const { t } = useTranslation();
  const { store, types, problems, host, view } = useDesigner();
  const { doc } = useDocument();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const [back] = useState(() => document.activeElement);
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const turn = useSyncExternalStore(searchStore.subscribe, searchStore.turn);
  const asked = useDeferredValue(query);
  const states = useMemo(() => (runs ? new Map([...runs].map(([node, run]) => [node, run.status])) : null), [runs]);
  const invalid = useMemo(() => new Set(problems.flatMap((problem) => problem.node_id ?? [])), [problems]);
  const hits = useMemo(
    () => (asked.trim() === '' ? [] : search(doc, asked, { invalid, types, ...(states && { states }) })),
    [doc, asked, invalid, types, states],
  );
  const offers = useMemo(() => completions(query, { doc, types, states }), [query, doc, types, states]);
  const chosen = Math.min(at, Math.max(0, hits.length - 1));
  const target = (key: string) => edgeByKey(doc, key)?.target;
  const met = useMemo(
    () => new Set(hits.flatMap((hit) => nodeOf(hit, (key) => edgeByKey(doc, key)?.target) ?? [])),
    [hits, doc],
  );
  const current = hits[chosen] ? nodeOf(hits[chosen], target) : null;
  useEffect(() => {
    searchStore.show(asked.trim() === '' ? null : met, current);
  }, [asked, met, current]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked for once more, it gets the focus again.
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, [turn]);
  const list = useVirtualizer({
    count: hits.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 6,
  });
  const close = () => {
    searchStore.close();
    if (back instanceof HTMLElement && back.isConnected && back !== document.body) back.focus();
    else document.querySelector<HTMLElement>('.canvas, .outline-grid')?.focus();
  };
  const ask = (words: string) => {
    setQuery(words);
    setAt(0);
    list.scrollToOffset(0);
    input.current?.focus();
  };
  /** Chooses and reveals what was met; the focus stays where it is. */
  const show = (index: number) => {
    const hit = hits[index];
    if (!hit) return;
    setAt(index);
    list.scrollToIndex(index);
    const node = nodeOf(hit, target);
    if (hit.kind === 'node') store.select({ nodes: [hit.id] });
    else if (hit.kind === 'edge') store.select({ edges: [hit.id] });
    else if (hit.kind === 'group') store.select({ groups: [hit.id] });
    else if (hit.kind === 'note') store.select({ notes: [hit.id] });
    else store.select({});
    if (node) view.current?.reveal(node, false);
  };
  const open = (index: number) => {
    show(index);
    const hit = hits[index];
    if (!hit) return;
    if (hit.kind === 'edge') view.current?.editEdge(hit.id);
    else if (hit.kind !== 'group' && hit.kind !== 'note') host?.openProperties(hit.field || undefined);
  };
  const selectAll = () => {
    const edges = hits.filter((hit) => hit.kind === 'edge').map((hit) => hit.id);
    const nodes = hits.filter((hit) => hit.kind === 'node').map((hit) => hit.id);
    store.select({ nodes: [...new Set(nodes)], edges: [...new Set(edges)] });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    const first = offers[0];
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (event.key === 'Escape') close();
    else if (step !== 0 && hits.length > 0) show((chosen + step + hits.length) % hits.length);
    else if (event.key === 'Enter' && event.target === input.current) open(chosen);
    else if (event.key === 'Tab' && !event.shiftKey && first && event.target === input.current && query !== '')
      ask(first.query);
    else return;
    event.preventDefault();
  };
  const height = Math.min(hits.length, MOST_SHOWN) * ROW;
  const nodes = met.size;
  return (
    <search className="jobsearch" aria-label={t('search.title')} onKeyDown={onKeyDown} data-testid="job-search">
      <div className="jobsearch-field">
        <Search size={14} className="i" aria-hidden="true" />
        <input
          ref={input}
          role="combobox"
          aria-expanded={hits.length > 0}
          aria-controls={`${id}-hits`}
          aria-activedescendant={hits.length > 0 ? `${id}-${chosen}` : undefined}
          aria-label={t('search.title')}
          aria-describedby={`${id}-help`}
          placeholder={t('search.title')}
          value={query}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => ask(event.target.value)}
          data-testid="job-search-input"
        />
        <span className="t3 s12 tn jobsearch-count" role="status">
          {query.trim() === ''
            ? ''
            : hits.length === 0
              ? t('search.none')
              : t('search.count', { number: chosen + 1, count: hits.length })}
        </span>
        <button
          type="button"
          className="ib sm"
          aria-label={t('search.previous')}
          title={t('search.previous')}
          disabled={hits.length === 0}
          onClick={() => show((chosen - 1 + hits.length) % hits.length)}
        >
          <ChevronUp size={14} />
        </button>
        <button
          type="button"
          className="ib sm"
          aria-label={t('search.next')}
          title={t('search.next')}
          disabled={hits.length === 0}
          onClick={() => show((chosen + 1) % hits.length)}
        >
          <ChevronDown size={14} />
        </button>
        <button
          type="button"
          className="ib sm"
          aria-label={t('search.close')}
          title={t('search.close')}
          onClick={close}
        >
          <X size={14} />
        </button>
      </div>
      {offers.length > 0 && (
        <fieldset className="jobsearch-offers" aria-label={t('search.offers')}>
          {offers.map((offer) => (
            <button key={offer.label} type="button" className="jobsearch-offer" onClick={() => ask(offer.query)}>
              <span className="mono">{offer.label}</span>
              {offer.note && <span className="t3">{offer.note}</span>}
            </button>
          ))}
          {query !== '' && <kbd>Tab</kbd>}
        </fieldset>
      )}
      <p id={`${id}-help`} className={query.trim() === '' ? 'jobsearch-help t2 s12' : 'sr-only'}>
        {t('search.help')}
      </p>
      <div
        ref={scroller}
        id={`${id}-hits`}
        role="listbox"
        tabIndex={-1}
        aria-label={t('search.hits')}
        className="jobsearch-hits"
        style={{ height }}
      >
        <div style={{ height: list.getTotalSize(), position: 'relative' }} role="presentation">
          {list.getVirtualItems().map((item) => {
            const hit = hits[item.index];
            return (
              hit && (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys.
                <div
                  key={item.index}
                  id={`${id}-${item.index}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={item.index === chosen}
                  aria-setsize={hits.length}
                  aria-posinset={item.index + 1}
                  className={`jobsearch-hit ${item.index === chosen ? 'on' : ''}`}
                  style={{ transform: `translateY(${item.start}px)` }}
                  data-testid="job-search-hit"
                  onClick={() => show(item.index)}
                  onDoubleClick={() => open(item.index)}
                >
                  <HitIcon hit={hit} type={types.get(nodeById(doc, hit.id)?.type ?? '')} />
                  <span className="jobsearch-text">
                    <span className="row gap4">
                      <span className="b5 ell">{hit.name || host?.jobName}</span>
                      <span className="t3 s11 ell end">{hit.field}</span>
                    </span>
                    <span className="t2 s12 ell">
                      <Marked text={hit.excerpt} ranges={hit.ranges} />
                    </span>
                  </span>
                </div>
              )
            );
          })}
        </div>
      </div>
      {hits.length > 0 && (
        <div className="jobsearch-foot">
          <span className="t3 s11 grow">{t('search.keys')}</span>
          {nodes > 0 && (
            <button type="button" className="link s12" onClick={selectAll} data-testid="search-select-all">
              {t('search.select_all', { count: nodes })}
            </button>
          )}
        </div>
      )}
    </search>
  );
}
