/** A note on the canvas: rendered Markdown, written in its place. */

import { type NodeProps, NodeResizer } from '@xyflow/react';
import { memo, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesigner } from '../context';
import { changeNote, remove } from '../model/commands';
import { noteById } from '../model/document';
import type { Rect } from '../model/geometry';
import { resizeNote } from '../model/notes';
import { useCanvas } from './canvasContext';
import { NoteText } from './NoteText';
import type { NoteData, NotePart as NoteNode } from './parts';
import { useDrawing } from './useDrawing';

const LEAST_WIDTH = 96;
const LEAST_HEIGHT = 40;
const GRID = 8;
const LONGEST = 20_000;

const toGrid = (value: number) => Math.round(value / GRID) * GRID;

function onGrid({ x, y, width, height }: Rect): Rect {
  const [left, top] = [toGrid(x), toGrid(y)];
  return { x: left, y: top, width: toGrid(x + width) - left, height: toGrid(y + height) - top };
}

export const NotePart = memo(function NotePart({ data, selected }: NodeProps<NoteNode>) {
  const { t } = useTranslation();
  const { store } = useDesigner();
  const { drawing } = useCanvas();
  const { note, editable } = data;
  const writing = useDrawing((state) => state.writing?.kind === 'note' && state.writing.id === note.id) && editable;
  return (
    <>
      <NodeResizer
        isVisible={editable && selected && !writing}
        minWidth={LEAST_WIDTH}
        minHeight={LEAST_HEIGHT}
        handleClassName="note-grip"
        lineClassName="note-edge"
        onResize={(_event, size) => drawing.set({ sizing: { id: note.id, rect: onGrid(size) } })}
        onResizeEnd={() => {
          const { sizing } = drawing.get();
          drawing.set({ sizing: null });
          if (sizing) store.run(resizeNote(store.get().doc, note.id, sizing.rect));
        }}
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Enter and the menu do the same. */}
      <div
        className={selected ? 'note sel' : 'note'}
        data-testid={`note-${note.id}`}
        onDoubleClick={() => editable && drawing.set({ writing: { kind: 'note', id: note.id } })}
      >
        {writing ? (
          <NoteEditor data={data} />
        ) : note.text.trim() === '' ? (
          <p className="t3">{t(editable ? 'note.empty_write' : 'note.empty')}</p>
        ) : (
          <NoteText text={note.text} />
        )}
      </div>
    </>
  );
});

/** The text is one step when the writing ends. A new note that stays empty goes again. */
function NoteEditor({ data }: { data: NoteData }) {
  const { t } = useTranslation();
  const { store } = useDesigner();
  const { drawing } = useCanvas();
  const { note } = data;
  const [text, setText] = useState(note.text);
  const area = useRef<HTMLTextAreaElement>(null);
  const latest = useRef(text);
  latest.current = text;
  const open = useRef(true);
  useEffect(() => area.current?.focus({ preventScroll: true }), []);
  const end = () => {
    if (!open.current) return;
    open.current = false;
    const { doc } = store.get();
    const now = noteById(doc, note.id);
    const holder = area.current?.closest<HTMLElement>('.react-flow__node');
    drawing.set({ writing: null });
    if (!now) return;
    if (latest.current.trim() === '' && now.text === '') {
      // A note that was only just added leaves no trace in the history.
      if (store.get().history.past.at(-1)?.command.name === 'add_note') store.undo();
      else store.run(remove(doc, { notes: [note.id] }));
    } else if (latest.current !== now.text) store.run(changeNote(doc, note.id, { text: latest.current }));
    holder?.focus({ preventScroll: true });
  };
  return (
    <textarea
      ref={area}
      className="note-field nodrag nopan nowheel nokey"
      aria-label={t('note.text')}
      data-ends="Ctrl+Enter"
      placeholder={t('note.placeholder')}
      value={text}
      maxLength={LONGEST}
      onChange={(event) => setText(event.target.value)}
      onBlur={end}
      onKeyDown={(event) => {
        event.stopPropagation();
        const ctrlEnter = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
        if (event.nativeEvent.isComposing || !(event.key === 'Escape' || ctrlEnter)) return;
        event.preventDefault();
        end();
      }}
    />
  );
}
