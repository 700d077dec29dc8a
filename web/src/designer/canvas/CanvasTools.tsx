/** The floating tools of the canvas: undo and redo, arrange, zoom. */

import { useReactFlow, useStore } from '@xyflow/react';
import { Maximize, Minus, Network, Plus, Redo2, Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesigner, useDocument } from '../context';
import { moveNodes } from '../model/commands';
import { layered } from '../model/layout';
import { DrawTools } from './DrawTools';

function Tool({
  label,
  onClick,
  disabled,
  children,
}: {
  label: string;
  onClick: () => void;
  disabled?: boolean;
  children: ReactNode;
}) {
  return (
    <button type="button" className="ib sm" aria-label={label} title={label} onClick={onClick} disabled={disabled}>
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

export function ZoomTools({ onFit }: { onFit: () => void }) {
  const { t } = useTranslation();
  const flow = useReactFlow();
  const zoom = useStore((state) => state.transform[2]);
  return (
    <div className="float float-zoom">
      <Tool label={t('tools.zoom_out')} onClick={() => void flow.zoomOut()}>
        <Minus size={16} />
      </Tool>
      <button
        type="button"
        className="zoom-now tn s12"
        title={t('tools.zoom_reset')}
        aria-label={t('tools.zoom_reset')}
        onClick={() => void flow.zoomTo(1)}
      >
        {Math.round(zoom * 100)}%
      </button>
      <Tool label={t('tools.zoom_in')} onClick={() => void flow.zoomIn()}>
        <Plus size={16} />
      </Tool>
      <span className="vr" />
      <Tool label={t('tools.fit')} onClick={onFit}>
        <Maximize size={16} />
      </Tool>
    </div>
  );
}
