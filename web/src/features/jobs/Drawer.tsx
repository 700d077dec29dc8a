/** The drawer below the canvas. */

import { ChevronDown, ChevronUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Splitter } from '../../components/ui/Splitter';

export const CLOSED_HEIGHT = 34;
export const OPEN_HEIGHT = 160;

interface DrawerProps {
  tabs: ReactNode;
  note?: ReactNode;
  height: number;
  onHeight: (height: number) => void;
  children: ReactNode;
}

export function Drawer({ tabs, note, height, onHeight, children }: DrawerProps) {
  const { t } = useTranslation();
  const open = height > CLOSED_HEIGHT;
  const label = open ? t('drawer.close') : t('drawer.open');
  return (
    <>
      <Splitter
        label={t('split.drawer')}
        axis="y"
        size={height}
        sign={-1}
        onSize={onHeight}
        min={CLOSED_HEIGHT}
        max={640}
      />
      <section className="drawer" style={{ height }} aria-label={t('drawer.title')}>
        <div className="utabs">
          {tabs}
          <span className="grow" />
          <span className="t3 s12 drawer-note">{note}</span>
          <button
            type="button"
            className="ib sm drawer-fold"
            aria-label={label}
            title={label}
            onClick={() => onHeight(open ? CLOSED_HEIGHT : OPEN_HEIGHT)}
          >
            {open ? <ChevronDown size={16} /> : <ChevronUp size={16} />}
          </button>
        </div>
        {open && <div className="drawer-body">{children}</div>}
      </section>
    </>
  );
}
