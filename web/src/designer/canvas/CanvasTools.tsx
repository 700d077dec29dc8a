/** The floating tools of the canvas: undo and redo, arrange, zoom. */

import { useStore } from '@xyflow/react';
import { Map as MapIcon, Maximize, Minus, Network, Plus, Redo2, Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useTipOf } from '../../commands/useTipOf';
import { useDesigner, useDocument } from '../context';
import type { CanvasView } from '../view';
import { arrangeJob } from './arrangeJob';
import { useCanvas } from './canvasContext';
import { DrawTools } from './DrawTools';
import { PictureMenu } from './PictureMenu';

const STEP = 1.25;

function Tool({
  label,
  action,
  onClick,
  disabled,
  pressed,
  children,
}: {
  label: string;
  /** Its keys stand in the tooltip. */
  action: string;
  onClick: () => void;
  disabled?: boolean;
  pressed?: boolean;
  children: ReactNode;
}) {
  const tip = useTipOf(label, action);
  return (
    <button
      type="button"
      className="ib sm"
      aria-label={label}
      aria-pressed={pressed}
      title={tip}
      onClick={onClick}
      disabled={disabled}
    >
      {children}
    </button>
  );
}

export function EditTools() {
  const { t } = useTranslation();
  const { store } = useDesigner();
  const { doc, history } = useDocument();
  const { holder } = useCanvas();
  const last = history.past.at(-1)?.command;
  const next = history.future[0]?.command;
  return (
    <div className="float float-edit">
      <Tool
        label={last ? t('tools.undo_what', { what: t(`command.${last.name}`), object: last.object }) : t('tools.undo')}
        action="save.undo"
        onClick={() => store.undo()}
        disabled={!last}
      >
        <Undo2 size={16} />
      </Tool>
      <Tool
        label={next ? t('tools.redo_what', { what: t(`command.${next.name}`), object: next.object }) : t('tools.redo')}
        action="save.redo"
        onClick={() => store.redo()}
        disabled={!next}
      >
        <Redo2 size={16} />
      </Tool>
      <span className="vr" />
      <Tool
        label={t('tools.arrange')}
        action="arrange.tidy"
        onClick={() => void arrangeJob(store, holder.current, 'down', t('tools.arrange_failed'))}
        disabled={doc.nodes.length < 2}
      >
        <Network size={16} />
      </Tool>
      <span className="vr" />
      <DrawTools />
    </div>
  );
}

interface ZoomToolsProps {
  view: CanvasView | null;
  mapShown: boolean;
}

export function ZoomTools({ view, mapShown }: ZoomToolsProps) {
  const { t } = useTranslation();
  const resetTip = useTipOf(t('tools.zoom_reset'), 'look.zoom_full');
  const zoom = useStore((state) => Math.round(state.transform[2] * 100));
  return (
    <div className="float float-zoom">
      <Tool label={t('tools.zoom_out')} action="look.zoom_out" onClick={() => view?.zoomBy(1 / STEP)}>
        <Minus size={16} />
      </Tool>
      <button
        type="button"
        className="zoom-now tn s12"
        title={resetTip}
        aria-label={t('tools.zoom_reset')}
        onClick={() => view?.zoomTo(1)}
      >
        {zoom}%
      </button>
      <Tool label={t('tools.zoom_in')} action="look.zoom_in" onClick={() => view?.zoomBy(STEP)}>
        <Plus size={16} />
      </Tool>
      <span className="vr" />
      <Tool label={t('tools.fit')} action="look.fit" onClick={() => view?.showAll()}>
        <Maximize size={16} />
      </Tool>
      <Tool label={t('tools.map')} action="look.minimap" onClick={() => view?.toggleMinimap()} pressed={mapShown}>
        <MapIcon size={16} />
      </Tool>
      <PictureMenu view={view} />
    </div>
  );
}
