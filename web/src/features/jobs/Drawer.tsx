/** The drawer below the canvas. */

import { ChevronDown, ChevronUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Splitter } from '../../components/ui/Splitter';
import { useDesigner } from '../../designer/context';
import { Problems } from '../../designer/Problems';

export const CLOSED_HEIGHT = 34;
const OPEN_HEIGHT = 160;

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

export function EditDrawer({
  jobName,
  height,
  onHeight,
}: {
  jobName: string;
  height: number;
  onHeight: (height: number) => void;
}) {
  const { t } = useTranslation();
  const { problems } = useDesigner();
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const warnings = problems.length - errors;
  return (
    <Drawer
      height={height}
      onHeight={onHeight}
      note={errors > 0 ? t('problems.blocks', { count: errors }) : undefined}
      tabs={
        <h2 className="drawer-tab on">
          {t('problems.title')}
          {errors > 0 && <span className="cnt f">{errors}</span>}
          {warnings > 0 && <span className="cnt w">{warnings}</span>}
        </h2>
      }
    >
      <Problems jobName={jobName} />
    </Drawer>
  );
}
