/** Tools for drawing, beside undo and redo: quick add, note, rubber band. */

import { BoxSelect, Plus, StickyNote } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useTipOf } from '../../commands/useTipOf';
import { useDesigner } from '../context';
import { newNote } from '../model/notes';
import { useCanvas } from './canvasContext';
import { useDrawing } from './useDrawing';

export function DrawTools() {
  const { t } = useTranslation();
  const { store, view } = useDesigner();
  const { drawing } = useCanvas();
  const banding = useDrawing((state) => state.tool === 'select');
  const addTip = useTipOf(t('tools.quick_add'), 'add.node');
  const noteTip = useTipOf(t('tools.note'), 'add.note');
  const addNote = () => {
    const centre = view.current?.centre() ?? { x: 0, y: 0 };
    const note = newNote(store.get().doc, { x: Math.round(centre.x / 8) * 8, y: Math.round(centre.y / 8) * 8 });
    store.run(note);
    store.select({ notes: [note.id] });
    drawing.set({ writing: { kind: 'note', id: note.id } });
  };
  return (
    <>
      <button
        type="button"
        className="ib sm"
        aria-label={t('tools.quick_add')}
        title={addTip}
        data-testid="tool-quick-add"
        onClick={() => view.current?.quickAdd({})}
      >
        <Plus size={16} />
      </button>
      <button
        type="button"
        className="ib sm"
        aria-label={t('tools.note')}
        title={noteTip}
        data-testid="tool-note"
        onClick={addNote}
      >
        <StickyNote size={16} />
      </button>
      <button
        type="button"
        className={banding ? 'ib sm on' : 'ib sm'}
        aria-pressed={banding}
        aria-label={t('tools.band')}
        title={t('tools.band')}
        data-testid="tool-band"
        onClick={() => drawing.set({ tool: banding ? 'pan' : 'select' })}
      >
        <BoxSelect size={16} />
      </button>
    </>
  );
}
