/** The drawn job as a canvas or as an outline, with the search over it. The choice lives in the address. */

import { ListTree, Search, Workflow } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useTipOf } from '../commands/useTipOf';
import { DesignerCanvas } from './canvas/DesignerCanvas';
import { type RunMap, useDesigner } from './context';
import { Outline, SearchPanel } from './later';
import { searchStore, useSearchOpen } from './search/searchStore';
import type { MainView as View } from './view';

interface MainViewProps {
  runs: RunMap | null;
  /** What the canvas and the outline are called. */
  label: string;
}

export function MainView({ runs, label }: MainViewProps) {
  const { t } = useTranslation();
  const { host } = useDesigner();
  const [address, setAddress] = useSearchParams();
  const searching = useSearchOpen();
  const searchTip = useTipOf(t('search.title'), 'look.find');
  const switchTip = useTipOf(t('view.title'), 'look.outline');
  const shown: View = address.get('view') === 'outline' ? 'outline' : 'canvas';
  const show = (view: View) =>
    setAddress(
      (old) => {
        if (view === 'outline') old.set('view', view);
        else old.delete('view');
        return old;
      },
      { replace: true },
    );
  useEffect(() => () => searchStore.close(), []);
  // Where a job is only shown there is no page around that opens the search.
  useEffect(() => {
    if (host) return;
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'f' || event.shiftKey || event.altKey)
        return;
      if (event.target instanceof Element && event.target.closest('.cm-editor, [role=dialog]')) return;
      event.preventDefault();
      searchStore.open();
    };
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  }, [host]);
  return (
    <div className="grow mainview">
      {shown === 'outline' ? <Outline runs={runs} label={label} /> : <DesignerCanvas runs={runs} label={label} />}
      <div className="view-tools">
        <div className="float">
          <button
            type="button"
            className={`ib sm ${searching ? 'on' : ''}`}
            aria-label={t('search.title')}
            title={searchTip}
            aria-expanded={searching}
            data-testid="btn-job-search"
            onClick={() => (searching ? searchStore.close() : searchStore.open())}
          >
            <Search size={16} />
          </button>
        </div>
        <fieldset className="seg view-switch" aria-label={t('view.title')}>
          {(['canvas', 'outline'] as const).map((view) => (
            <button
              key={view}
              type="button"
              aria-pressed={view === shown}
              className={view === shown ? 'on' : ''}
              title={switchTip}
              data-testid={`view-${view}`}
              onClick={() => show(view)}
            >
              {view === 'canvas' ? <Workflow size={14} /> : <ListTree size={14} />}
              {t(`view.${view}`)}
            </button>
          ))}
        </fieldset>
      </div>
      {searching && <SearchPanel runs={runs} onGiveUp={() => searchStore.close()} />}
    </div>
  );
}
