/** The log of one attempt: virtual list, find, follow, wrap, download. */

import { Switch } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronDown, ChevronUp, Download, Search } from 'lucide-react';
import { type ReactNode, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { get, query } from '../api/client';
import { useLive } from '../api/live';
import { ws } from '../api/queries';
import type { LogPage } from '../api/types';
import { ErrorBox } from '../components/ui/Feedback';
import { logClock } from '../lib/time';
import { findLines, LogStore } from './logStore';

const LINE_HEIGHT = 18;
const PAGE_BYTES = 262_144;
const POLL_MS = 4000;

function useLog(attemptId: number): LogStore {
  const store = useMemo(
    () =>
      new LogStore((offset) => get<LogPage>(ws(`/attempts/${attemptId}/log${query({ offset, limit: PAGE_BYTES })}`))),
    [attemptId],
  );
  useSyncExternalStore(store.subscribe, store.getRevision);
  useEffect(() => {
    void store.readOn();
    const timer = setInterval(() => {
      if (!store.ended) void store.readOn();
    }, POLL_MS);
    return () => {
      clearInterval(timer);
      store.close();
    };
  }, [store]);
  useLive([`log:${attemptId}`], (event, data) => {
    if (event === 'reload') void store.readOn();
    if (event !== 'log' || data.attempt_id !== attemptId) return;
    store.push(data as unknown as LogPage);
  });
  return store;
}

const CLASS: Readonly<Record<string, string>> = { error: 'e', warn: 'w' };

interface LogViewProps {
  attemptId: number;
  /** What stands at the left of the tools, such as the choice of the node. */
  lead?: ReactNode;
  follow?: boolean;
  /** Where it stands in a narrow panel, lines are wrapped until somebody wants otherwise. */
  wrap?: boolean;
}

export function LogView({ attemptId, lead, follow: followAtFirst = false, wrap: wrapAtFirst = false }: LogViewProps) {
  const { t } = useTranslation();
  const log = useLog(attemptId);
  const [follow, setFollow] = useState(followAtFirst);
  const [wrap, setWrap] = useState(wrapAtFirst);
  const [words, setWords] = useState('');
  const [hit, setHit] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);
  const count = log.lines.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the lines grow in place; their number says when to look again.
  const hits = useMemo(() => findLines(log.lines, words), [log, count, words]);
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: 20,
  });
  useEffect(() => {
    if (follow && count > 0) rows.scrollToIndex(count - 1, { align: 'end' });
  }, [follow, count, rows]);
  const find = (text: string) => {
    setWords(text);
    setHit(0);
    const [first] = findLines(log.lines, text);
    if (first === undefined) return;
    setFollow(false);
    rows.scrollToIndex(first, { align: 'center' });
  };
  const go = (step: number) => {
    if (hits.length === 0) return;
    const next = (hit + step + hits.length) % hits.length;
    setHit(next);
    setFollow(false);
    rows.scrollToIndex(hits[next] ?? 0, { align: 'center' });
  };
  const marked = hits[hit];
  return (
    <div className="logview" data-testid="log-panel">
      <div className="logbar">
        {lead}
        <label className="inp soft logbar-find">
          <Search size={14} className="i" aria-hidden="true" />
          <input
            value={words}
            placeholder={t('log.find')}
            aria-label={t('log.find')}
            onChange={(event) => find(event.target.value)}
            onKeyDown={(event) => event.key === 'Enter' && go(event.shiftKey ? -1 : 1)}
          />
        </label>
        {words !== '' && (
          <span className="row gap4 s12 t2">
            {hits.length ? t('log.hits', { number: hit + 1, total: hits.length }) : t('log.no_hit')}
            <button
              type="button"
              className="ib sm"
              aria-label={t('log.previous')}
              title={t('log.previous')}
              onClick={() => go(-1)}
            >
              <ChevronUp size={14} />
            </button>
            <button
              type="button"
              className="ib sm"
              aria-label={t('log.next')}
              title={t('log.next')}
              onClick={() => go(1)}
            >
              <ChevronDown size={14} />
            </button>
          </span>
        )}
        <span className="grow" />
        <Switch label={t('log.follow')} checked={follow} onChange={(event) => setFollow(event.currentTarget.checked)} />
        <Switch label={t('log.wrap')} checked={wrap} onChange={(event) => setWrap(event.currentTarget.checked)} />
        <a
          className="ib sm"
          href={ws(`/attempts/${attemptId}/log/download`)}
          download
          aria-label={t('log.download')}
          title={t('log.download')}
        >
          <Download size={14} />
        </a>
      </div>
      {log.error !== null && (
        <div className="logview-error">
          <ErrorBox title={t('log.failed')} error={log.error} />
        </div>
      )}
      <div
        ref={scroller}
        className={`log log-scroll ${wrap ? 'wrap' : ''}`}
        role="log"
        aria-label={t('log.title')}
        aria-live={follow ? 'polite' : 'off'}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard.
        tabIndex={0}
        onWheel={(event) => event.deltaY < 0 && setFollow(false)}
      >
        {count === 0 && <p className="t3 log-none">{log.ended ? t('log.empty') : t('log.waiting')}</p>}
        <div style={{ height: rows.getTotalSize(), position: 'relative' }}>
          {rows.getVirtualItems().map((item) => {
            const line = log.lines[item.index];
            if (!line) return null;
            return (
              <div
                key={line.n}
                data-index={item.index}
                ref={wrap ? rows.measureElement : undefined}
                className={`logline ${CLASS[line.stream] ?? ''} ${item.index === marked ? 'hit' : ''}`}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <span className="lno">{item.index + 1}</span>
                <span className="ts">{logClock(line.at)}</span>
                <span className="lv">{line.stream}</span>
                <span className="logtext">{line.text}</span>
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
