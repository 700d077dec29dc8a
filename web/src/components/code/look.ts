/** How code looks: colours of the tokens, the languages, marks for expressions. */

import { json } from '@codemirror/lang-json';
import { python } from '@codemirror/lang-python';
import { sql } from '@codemirror/lang-sql';
import { HighlightStyle, StreamLanguage } from '@codemirror/language';
import { shell } from '@codemirror/legacy-modes/mode/shell';
import type { Extension } from '@codemirror/state';
import { Decoration, type EditorView, MatchDecorator, ViewPlugin, type ViewUpdate } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { EL_PATTERN } from '../../forms/el/marks';

export const colours = HighlightStyle.define([
  {
    tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.definitionKeyword],
    color: 'var(--mr-code-kw)',
  },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--mr-code-str)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--mr-code-num)' },
  { tag: [tags.function(tags.variableName), tags.standard(tags.name), tags.typeName], color: 'var(--mr-code-fn)' },
  { tag: [tags.comment, tags.lineComment, tags.blockComment], color: 'var(--mr-code-com)' },
]);

const elMarks = new MatchDecorator({ regexp: EL_PATTERN, decoration: Decoration.mark({ class: 'c-el' }) });

export const elMarking = ViewPlugin.fromClass(
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

export function languageOf(name: string): Extension {
  if (name.includes('sql')) return sql();
  if (name === 'python') return python();
  if (name === 'json') return json();
  if (name === 'shell' || name === 'bash' || name === 'sh') return StreamLanguage.define(shell);
  return [];
}
