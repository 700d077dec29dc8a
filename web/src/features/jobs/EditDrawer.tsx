/** The drawer of a job that is edited: its problems and its history. */

import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesigner } from '../../designer/context';
import type { DrawerTab } from '../../designer/view';
import { CLOSED_HEIGHT, Drawer, OPEN_HEIGHT } from './Drawer';
import { HistoryList, Problems } from './laterParts';

interface EditDrawerProps {
  jobName: string;
  tab: DrawerTab;
  onTab: (tab: DrawerTab) => void;
  height: number;
  onHeight: (height: number) => void;
}

const TABS: readonly DrawerTab[] = ['problems', 'history'];

export function EditDrawer({ jobName, tab, onTab, height, onHeight }: EditDrawerProps) {
  const { t } = useTranslation();
  const { problems } = useDesigner();
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const warnings = problems.length - errors;
  const choose = (wanted: DrawerTab) => {
    onTab(wanted);
    if (height <= CLOSED_HEIGHT) onHeight(OPEN_HEIGHT);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const by = event.key === 'ArrowRight' ? 1 : -1;
    const next = TABS[(TABS.indexOf(tab) + by + TABS.length) % TABS.length] ?? 'problems';
    event.preventDefault();
    choose(next);
    event.currentTarget.querySelector<HTMLElement>(`#drawer-tab-${next}`)?.focus();
  };
  return (
    <Drawer
      height={height}
      onHeight={onHeight}
      note={errors > 0 ? t('problems.blocks', { count: errors }) : undefined}
      tabs={
        <div className="drawer-tabs" role="tablist" aria-label={t('drawer.title')} onKeyDown={onKeyDown}>
          {TABS.map((name) => (
            <button
              key={name}
              id={`drawer-tab-${name}`}
              type="button"
              role="tab"
              aria-selected={name === tab}
              aria-controls={height > CLOSED_HEIGHT ? 'drawer-panel' : undefined}
              tabIndex={name === tab ? 0 : -1}
              className={`drawer-tab ${name === tab ? 'on' : ''}`}
              data-testid={`drawer-tab-${name}`}
              onClick={() => choose(name)}
            >
              {t(name === 'problems' ? 'problems.title' : 'history.title')}
              {name === 'problems' && errors > 0 && <span className="cnt f">{errors}</span>}
              {name === 'problems' && warnings > 0 && <span className="cnt w">{warnings}</span>}
            </button>
          ))}
        </div>
      }
    >
      <div id="drawer-panel" className="drawer-panel" role="tabpanel" aria-labelledby={`drawer-tab-${tab}`}>
        {tab === 'history' ? <HistoryList /> : <Problems jobName={jobName} />}
      </div>
    </Drawer>
  );
}
