/** A CodeMirror editor as a controlled field. Loaded when the first code field is shown. */

import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { python } from '@codemirror/lang-python';
import { sql } from '@codemirror/lang-sql';
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  StreamLanguage,
  syntaxHighlighting,
} from '@codemirror/language';
import { shell } from '@codemirror/legacy-modes/mode/shell';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import {
  Decoration,
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
  MatchDecorator,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'react';

interface CodeEditorProps {
  label: string;
  language: string;
  value: string;
  onChange?: (value: string) => void;
  tall?: boolean;
  readOnly?: boolean;
}

const colours = HighlightStyle.define([
  {
    tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.definitionKeyword],
    color: 'var(--mr-code-kw)',
  },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--mr-code-str)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--mr-code-num)' },
  { tag: [tags.function(tags.variableName), tags.standard(tags.name), tags.typeName], color: 'var(--mr-code-fn)' },
  { tag: [tags.comment, tags.lineComment, tags.blockComment], color: 'var(--mr-code-com)' },
]);

const elMarks = new MatchDecorator({ regexp: /[#$]\{[^{}\n]*\}/g, decoration: Decoration.mark({ class: 'c-el' }) });

const elMarking = ViewPlugin.fromClass(
  class {
    decorations;

    constructor(view: EditorView) {
      this.decorations = elMarks.createDeco(view);
    }

    update(update: ViewUpdate) {
      this.decorations = elMarks.updateDeco(update, this.decorations);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function leave(view: EditorView): boolean {
  view.contentDOM.blur();
  return true;
}

function languageOf(name: string): Extension {
  if (name.includes('sql')) return sql();
  if (name === 'python') return python();
  if (name === 'json') return json();
  if (name === 'shell' || name === 'bash' || name === 'sh') return StreamLanguage.define(shell);
  return [];
}

export function CodeEditor({ label, language, value, onChange, tall = false, readOnly = false }: CodeEditorProps) {
  const holder = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const change = useRef(onChange);
  const first = useRef(value);
  useEffect(() => {
    change.current = onChange;
  });
  useEffect(() => {
    if (!holder.current) return;
    const editor = new EditorView({
      parent: holder.current,
      state: EditorState.create({
        doc: first.current,
        extensions: [
          lineNumbers(),
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          highlightActiveLine(),
          highlightSelectionMatches(),
          languageOf(language),
          syntaxHighlighting(colours),
          elMarking,
          // Escape leaves the editor, so that Tab can go on for people without a mouse.
          keymap.of([{ key: 'Escape', run: leave }]),
          keymap.of([indentWithTab, ...defaultKeymap, ...historyKeymap, ...searchKeymap]),
          EditorState.readOnly.of(readOnly),
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) change.current?.(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, [label, language, readOnly]);
  useEffect(() => {
    first.current = value;
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);
  return <div ref={holder} className={`codebox ${tall ? 'codebox-tall' : ''}`} />;
}
