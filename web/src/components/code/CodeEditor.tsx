/** A CodeMirror editor as a controlled field. Loaded when the first code field is shown. */

import { autocompletion, type CompletionContext, completionKeymap, startCompletion } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { completionAt, type Vocabulary } from '../../forms/el/completion';
import { colours, elMarking, languageOf } from './look';

interface CodeEditorProps {
  label: string;
  language: string;
  value: string;
  onChange?: (value: string) => void;
  tall?: boolean;
  readOnly?: boolean;
  dataField?: string;
  /** What expressions may name; without it nothing is completed. */
  words?: Vocabulary;
  /** At the right of the line below the text. */
  foot?: ReactNode;
}

/** A longer text is handed on after a pause, so that no key costs work on all of it. */
const LONG_TEXT = 20_000;
const PAUSE_MS = 250;
/** A window around the caret is enough to find what is to be completed. */
const LOOK_BACK = 400;

function leave(view: EditorView): boolean {
  const box = view.dom.closest<HTMLElement>('.codebox');
  if (box) box.focus({ preventScroll: true });
  else view.contentDOM.blur();
  return true;
}

function source(words: () => Vocabulary | undefined) {
  return (context: CompletionContext) => {
    const known = words();
    if (!known) return null;
    const line = context.state.doc.lineAt(context.pos);
    const from = Math.max(line.from, context.pos - LOOK_BACK);
    const text = context.state.sliceDoc(from, Math.min(line.to, context.pos + 1));
    const found = completionAt(text, context.pos - from, known, false);
    if (!found) return null;
    return {
      from: from + found.from,
      filter: false,
      options: found.options.map((option) => ({
        label: option.label,
        detail: option.detail,
        apply: (view: EditorView, _choice: unknown, begin: number, end: number) => {
          view.dispatch({
            changes: { from: begin, to: end, insert: option.insert },
            selection: { anchor: begin + option.caret },
            userEvent: 'input.complete',
          });
          if (option.goesOn) startCompletion(view);
        },
      })),
    };
  };
}

export function CodeEditor({
  label,
  language,
  value,
  onChange,
  tall = false,
  readOnly = false,
  ...more
}: CodeEditorProps) {
  const { t } = useTranslation();
  const holder = useRef<HTMLDivElement>(null);
  const place = useRef<HTMLSpanElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef({ onChange, words: more.words, t });
  // What the outside holds: the same text is never compared or replaced.
  const outside = useRef(value);
  const first = useRef(value);
  const { dataField } = more;
  useEffect(() => {
    latest.current = { onChange, words: more.words, t };
  });
  useEffect(() => {
    if (!holder.current) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let waiting = false;
    const flush = () => {
      clearTimeout(timer);
      if (!waiting) return;
      waiting = false;
      const text = editor.state.doc.toString();
      outside.current = text;
      latest.current.onChange?.(text);
    };
    const changed = (length: number) => {
      waiting = true;
      clearTimeout(timer);
      if (length <= LONG_TEXT) flush();
      else timer = setTimeout(flush, PAUSE_MS);
    };
    const tellPlace = (state: EditorState) => {
      if (!place.current) return;
      const at = state.selection.main.head;
      const line = state.doc.lineAt(at);
      place.current.textContent = latest.current.t('code.place', { line: line.number, column: at - line.from + 1 });
    };
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
          autocompletion({ icons: false }),
          EditorState.languageData.of(() => [{ autocomplete: source(() => latest.current.words) }]),
          // Escape leaves the editor, so that Tab can go on for people without a mouse.
          keymap.of([...completionKeymap, { key: 'Escape', run: leave }]),
          keymap.of([indentWithTab, ...defaultKeymap, ...historyKeymap, ...searchKeymap]),
          EditorState.readOnly.of(readOnly),
          EditorView.contentAttributes.of({
            'aria-label': label,
            tabindex: '0',
            ...(dataField ? { 'data-field': dataField } : {}),
          }),
          EditorView.domEventHandlers({
            blur: flush,
            // Ctrl and S: the page must see the whole text.
            keydown: (event) => {
              if (event.key === 'Control' || event.key === 'Meta') flush();
            },
          }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged && !update.transactions.some((one) => one.isUserEvent('outside')))
              changed(update.state.doc.length);
            if (update.docChanged || update.selectionSet) tellPlace(update.state);
          }),
        ],
      }),
    });
    view.current = editor;
    tellPlace(editor.state);
    window.addEventListener('pagehide', flush);
    return () => {
      window.removeEventListener('pagehide', flush);
      flush();
      first.current = outside.current;
      editor.destroy();
    };
  }, [label, language, readOnly, dataField]);
  useEffect(() => {
    const editor = view.current;
    if (!editor || outside.current === value) return;
    outside.current = value;
    first.current = value;
    if (editor.state.doc.toString() === value) return;
    editor.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: value },
      userEvent: 'outside',
    });
  }, [value]);
  return (
    // Esc leads here: Tab goes on from it, and a second Esc leads on as in any other field.
    <div className={`codebox ${tall ? 'codebox-tall' : ''}`} tabIndex={-1}>
      <div ref={holder} className="code-text" />
      <div className="code-foot">
        <span ref={place} className="t3 tn s11 code-place" hidden={readOnly} />
        {more.foot}
      </div>
    </div>
  );
}
