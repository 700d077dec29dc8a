/** The steps of this job, oldest first; a click or Enter goes to the state after the step. */

import { useVirtualizer } from '@tanstack/react-virtual';
import { CloudCheck } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../../components/ui/announce';
import { useDesigner, useDocument } from '../../designer/context';
import { presentMark } from '../../designer/model/history';
import { clock } from '../../lib/time';
import { historyRows } from './historyRows';

const ROW_HEIGHT = 28;
const PAGE = 8;

export function HistoryList() {
  const { t } = useTranslation();
  const { store, host } = useDesigner();
  const { history } = useDocument();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = historyRows(history);
  const now = rows.findIndex((row) => row.mark === presentMark(history));
  const saved = store.savedMark();
  const [walked, setWalked] = useState<number | null>(null);
  const focused = walked === null || walked >= rows.length ? now : walked;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  // What was done last stays in sight.
  useEffect(() => {
    setWalked(null);
    virtual.scrollToIndex(now, { align: 'auto' });
  }, [now, virtual]);
  const text = (index: number) => {
    const row = rows[index];
    if (!row?.step) return t('history.start');
    const { name, object } = row.step.command;
    return object ? `${t(`command.${name}`)}: ${object}` : t(`command.${name}`);
  };
  const jump = (index: number) => {
    const row = rows[index];
    if (!row || host?.readOnly) return;
    store.jump(row.mark);
    announce(t('history.at', { step: text(index) }));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = rows.length - 1;
    const targets: Readonly<Record<string, number>> = {
      ArrowUp: focused - 1,
      ArrowDown: focused + 1,
      PageUp: focused - PAGE,
      PageDown: focused + PAGE,
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    if (target !== undefined) {
      const next = Math.max(0, Math.min(last, target));
      setWalked(next);
      virtual.scrollToIndex(next, { align: 'auto' });
    } else if (event.key === 'Enter' || event.key === ' ') jump(focused);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={scroller}
      className="history"
      role="listbox"
      tabIndex={0}
      aria-label={t('history.title')}
      aria-activedescendant={`history-${focused}`}
      onKeyDown={onKeyDown}
    >
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          if (!row) return null;
          const classes = ['history-row', index === now && 'on', index > now && 'undone', index === focused && 'at'];
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox around it takes the keys.
            <div
              key={row.mark}
              id={`history-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === now}
              aria-setsize={rows.length}
              aria-posinset={index + 1}
              className={classes.filter(Boolean).join(' ')}
              style={{ transform: `translateY(${start}px)` }}
              data-testid="history-row"
              onClick={() => jump(index)}
            >
              <span className="history-number t3">{index === 0 ? '' : index}</span>
              <span className="ell grow">{text(index)}</span>
              {index > now && <span className="t3 s12">{t('history.undone')}</span>}
              {row.mark === saved && (
                <span className="row gap4 t3 s12">
                  <CloudCheck size={14} aria-hidden="true" />
                  {t('history.saved_here')}
                </span>
              )}
              <span className="history-time t3">{row.step ? clock(new Date(row.step.at).toISOString()) : ''}</span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
