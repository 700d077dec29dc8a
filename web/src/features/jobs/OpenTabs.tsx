/** The tabs of the open jobs. Dragged, or moved by Ctrl+Shift and an arrow; a middle click closes. */

import { Menu } from '@mantine/core';
import { ChevronDown, Plus, X } from 'lucide-react';
import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { announce } from '../../components/ui/announce';
import { NodeIcon } from '../../components/ui/Icon';
import { openJobs, useDirtyIds } from './openJobs';
import { type OpenTab, useOpenTabs } from './useOpenTabs';

interface OpenTabsProps {
  activeJob: number | null;
  onClose: (id: number) => void;
  onNew: () => void;
}

export function OpenTabs({ activeJob, onClose, onNew }: OpenTabsProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const tabs = useOpenTabs();
  const dirty = useDirtyIds();
  const strip = useRef<HTMLElement>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const crowded = useCrowded(strip, tabs.length);
  useEffect(() => {
    if (activeJob === null || tabs.length === 0) return;
    strip.current
      ?.querySelector('[aria-current=page]')
      ?.closest('.tab')
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [activeJob, tabs.length]);
  const move = (tab: OpenTab, to: number) => {
    if (to < 0 || to >= tabs.length) return;
    openJobs.move(tab.id, to);
    announce(t('tabs.moved', { name: tab.name, place: to + 1, total: tabs.length }));
  };
  const onKeyDown = (event: KeyboardEvent, tab: OpenTab, index: number) => {
    if (event.key === 'Delete') onClose(tab.id);
    else if (event.ctrlKey && event.shiftKey && event.key === 'ArrowLeft') move(tab, index - 1);
    else if (event.ctrlKey && event.shiftKey && event.key === 'ArrowRight') move(tab, index + 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onMiddle = (event: MouseEvent, tab: OpenTab) => {
    if (event.button !== 1) return;
    event.preventDefault();
    onClose(tab.id);
  };
  return (
    <div className="tabbar">
      <nav ref={strip} className="tabs" aria-label={t('tabs.title')}>
        {tabs.map((tab, index) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: what the mouse can do here, the link inside takes as keys.
          <span
            key={tab.id}
            className={`tab ${tab.id === activeJob ? 'on' : ''} ${tab.id === dragged ? 'dragged' : ''}`}
            draggable
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = 'move';
              event.dataTransfer.setData('text/plain', tab.name);
              setDragged(tab.id);
            }}
            onDragEnd={() => setDragged(null)}
            onDragOver={(event) => {
              if (dragged === null) return;
              event.preventDefault();
              if (dragged !== tab.id) openJobs.move(dragged, index);
            }}
            onDrop={(event) => event.preventDefault()}
            onMouseDown={(event) => event.button === 1 && event.preventDefault()}
            onAuxClick={(event) => onMiddle(event, tab)}
          >
            <Link
              to={`/development/${tab.id}`}
              className="tab-link"
              aria-current={tab.id === activeJob ? 'page' : undefined}
              aria-keyshortcuts="Control+Shift+ArrowLeft Control+Shift+ArrowRight Delete"
              title={tab.gone ? t('tabs.deleted', { name: tab.name }) : tab.name}
              draggable={false}
              data-testid={`tab-${tab.name}`}
              onKeyDown={(event) => onKeyDown(event, tab, index)}
            >
              <NodeIcon icon="subjob" size={14} />
              <span className={`ell ${tab.gone ? 'tab-gone' : ''}`}>{tab.name}</span>
              {tab.gone && <span className="sr-only">{t('tabs.deleted_mark')}</span>}
              {dirty.has(tab.id) && <span className="dot" role="img" aria-label={t('tree.unsaved')} />}
            </Link>
            <button
              type="button"
              className="ib sm x"
              aria-label={t('tabs.close', { name: tab.name })}
              title={t('tabs.close', { name: tab.name })}
              onClick={() => onClose(tab.id)}
            >
              <X size={14} />
            </button>
          </span>
        ))}
      </nav>
      <button
        type="button"
        className="ib sm tab-new"
        aria-label={t('tabs.new')}
        title={t('tabs.new')}
        data-testid="tab-new"
        onClick={onNew}
      >
        <Plus size={16} />
      </button>
      {crowded && (
        <Menu position="bottom-end">
          <Menu.Target>
            <button type="button" className="ib sm tab-all" aria-label={t('tabs.all')} title={t('tabs.all')}>
              <ChevronDown size={16} />
            </button>
          </Menu.Target>
          <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
            {tabs.map((tab) => (
              <Menu.Item
                key={tab.id}
                aria-current={tab.id === activeJob ? 'page' : undefined}
                className={tab.id === activeJob ? 'b5' : ''}
                leftSection={<NodeIcon icon="subjob" size={14} />}
                rightSection={
                  dirty.has(tab.id) ? <span className="dot" role="img" aria-label={t('tree.unsaved')} /> : undefined
                }
                onClick={() => void navigate(`/development/${tab.id}`)}
              >
                {tab.name}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}

/** Whether some tabs are out of sight. */
function useCrowded(strip: { readonly current: HTMLElement | null }, count: number): boolean {
  const [crowded, setCrowded] = useState(false);
  useEffect(() => {
    const element = strip.current;
    if (!element || count === 0) {
      setCrowded(false);
      return;
    }
    const look = () => setCrowded(element.scrollWidth > element.clientWidth + 1);
    const observer = new ResizeObserver(look);
    observer.observe(element);
    look();
    return () => observer.disconnect();
  }, [strip, count]);
  return crowded;
}
