/** The floating tools of the canvas: undo and redo, arrange, zoom. */

import { useStore } from '@xyflow/react';
import { Map as MapIcon, Maximize, Minus, Network, Plus, Redo2, Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesigner, useDocument } from '../context';
import { moveNodes } from '../model/commands';
import { layered } from '../model/layout';
import type { CanvasView } from '../view';
import { DrawTools } from './DrawTools';

const STEP = 1.25;

function Tool({
  label,
  onClick,
  disabled,
  pressed,
  children,
}: {
  label: string;
  onClick: () => void;
  disabled?: boolean;
  pressed?: boolean;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      className="ib sm"
      aria-label={label}
      aria-pressed={pressed}
      title={label}
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
  const last = history.past.at(-1)?.command;
  const next = history.future[0]?.command;
  return (
    <div className="float float-edit">
      <Tool
        label={last ? t('tools.undo_what', { what: t(`command.${last.name}`), object: last.object }) : t('tools.undo')}
        onClick={() => store.undo()}
        disabled={!last}
      >
        <Undo2 size={16} />
      </Tool>
      <Tool
        label={next ? t('tools.redo_what', { what: t(`command.${next.name}`), object: next.object }) : t('tools.redo')}
        onClick={() => store.redo()}
        disabled={!next}
      >
        <Redo2 size={16} />
      </Tool>
      <span className="vr" />
      <Tool
        label={t('tools.arrange')}
        onClick={() => store.run(moveNodes(doc, layered(doc), 'arrange'))}
        disabled={doc.nodes.length < 2}
      >
        <Network size={16} />
      </Tool>
      <span className="vr" />
      <DrawTools />
    </div>
  );
}

export function ZoomTools({ view, mapShown }: { view: CanvasView | null; mapShown: boolean }) {
  const { t } = useTranslation();
  const zoom = useStore((state) => Math.round(state.transform[2] * 100));
  return (
    <div className="float float-zoom">
      <Tool label={t('tools.zoom_out')} onClick={() => view?.zoomBy(1 / STEP)}>
        <Minus size={16} />
      </Tool>
      <button
        type="button"
        className="zoom-now tn s12"
        title={t('tools.zoom_reset')}
        aria-label={t('tools.zoom_reset')}
        onClick={() => view?.zoomTo(1)}
      >
        {zoom}%
      </button>
      <Tool label={t('tools.zoom_in')} onClick={() => view?.zoomBy(STEP)}>
        <Plus size={16} />
      </Tool>
      <span className="vr" />
      <Tool label={t('tools.fit')} onClick={() => view?.showAll()}>
        <Maximize size={16} />
      </Tool>
      <Tool label={t('tools.map')} onClick={() => view?.toggleMinimap()} pressed={mapShown}>
        <MapIcon size={16} />
      </Tool>
    </div>
  );
}
