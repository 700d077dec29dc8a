/** One open job: document, selection and history. Views subscribe; only commands change the document. */

import type { JobDefinition } from '../../lib/definition';
import { apply, edgeKey } from './changes';
import type { Command } from './commands';
import { emptyHistory, type History, presentMark, record, redo, type Travelled, undo } from './history';

export interface Selection {
  readonly nodes: readonly string[];
  readonly edges: readonly string[];
  readonly groups: readonly string[];
  readonly notes: readonly string[];
}

export interface DocumentState {
  readonly doc: JobDefinition;
  readonly selection: Selection;
  readonly history: History;
  /** Whether the server does not have this state yet. */
  readonly dirty: boolean;
}

/** What happened to the document, for the journal and for what is announced. `command` is null after `reset`. */
export interface DocumentEvent {
  readonly kind: 'run' | 'undo' | 'redo' | 'saved' | 'reset';
  readonly command: Command | null;
  readonly state: DocumentState;
}

/** What a journal gives back after a reload. */
export interface Restored {
  readonly doc: JobDefinition;
  readonly history: History;
  readonly savedMark: number;
}

export const nothingSelected: Selection = { nodes: [], edges: [], groups: [], notes: [] };

const PARTS = ['nodes', 'edges', 'groups', 'notes'] as const;

export class DocumentStore {
  private state: DocumentState;
  private savedAt = 0;
  private readonly listeners = new Set<() => void>();
  private readonly watchers = new Set<(event: DocumentEvent) => void>();
  private readonly now: () => number;

  constructor(doc: JobDefinition, now: () => number = Date.now, restored?: Restored) {
    this.now = now;
    this.savedAt = restored?.savedMark ?? 0;
    const history = restored?.history ?? emptyHistory;
    this.state = {
      doc: restored?.doc ?? doc,
      selection: nothingSelected,
      history,
      dirty: presentMark(history) !== this.savedAt,
    };
  }

  /** For views: called after every change of document or selection. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** For what follows the commands themselves; called after the views were told. */
  readonly watch = (watcher: (event: DocumentEvent) => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  readonly get = (): DocumentState => this.state;

  /** Does the command; one without changes is no step. */
  run(command: Command): void {
    if (command.changes.length === 0) return;
    const { doc, history } = this.state;
    this.set(apply(doc, command.changes), record(history, command, this.now()));
    this.notify('run', command);
  }

  /** The command that was taken back, or null when there was none. */
  undo(): Command | null {
    return this.travel('undo', undo(this.state.history, this.state.doc));
  }

  redo(): Command | null {
    return this.travel('redo', redo(this.state.history, this.state.doc));
  }

  /** Goes to the state of that mark in the history (`presentMark`); a mark that is not there changes nothing. */
  jump(mark: number): void {
    const { history } = this.state;
    if (mark === history.floor || history.past.some((step) => step.mark === mark)) {
      while (presentMark(this.state.history) !== mark && this.undo());
    } else if (history.future.some((step) => step.mark === mark)) {
      while (presentMark(this.state.history) !== mark && this.redo());
    }
  }

  /** Selects exactly what is named. */
  select(picked: Partial<Selection>): void {
    const selection = { ...nothingSelected, ...picked };
    const old = this.state.selection;
    if (PARTS.every((part) => same(old[part], selection[part]))) return;
    this.state = { ...this.state, selection };
    this.tell();
  }

  /** The mark to hand back to `saved` when the server has taken this state. */
  mark(): number {
    return presentMark(this.state.history);
  }

  savedMark(): number {
    return this.savedAt;
  }

  saved(mark: number): void {
    this.savedAt = mark;
    this.set(this.state.doc, this.state.history);
    this.notify('saved', null);
  }

  /** Takes the document of the server instead of ours; the history starts anew. */
  reset(doc: JobDefinition): void {
    this.savedAt = 0;
    this.set(doc, emptyHistory);
    this.notify('reset', null);
  }

  private travel(kind: 'undo' | 'redo', moved: Travelled | null): Command | null {
    if (!moved) return null;
    this.set(moved.doc, moved.history);
    this.notify(kind, moved.command);
    return moved.command;
  }

  private set(doc: JobDefinition, history: History): void {
    const selection = doc === this.state.doc ? this.state.selection : kept(this.state.selection, doc);
    this.state = { doc, history, selection, dirty: presentMark(history) !== this.savedAt };
    this.tell();
  }

  private notify(kind: DocumentEvent['kind'], command: Command | null): void {
    for (const watcher of [...this.watchers]) watcher({ kind, command, state: this.state });
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

/** The selection without what the document no longer has; the same object where all is still there. */
function kept(selection: Selection, doc: JobDefinition): Selection {
  const there = {
    nodes: new Set(doc.nodes.map((node) => node.id)),
    edges: new Set(doc.edges.map(edgeKey)),
    groups: new Set(doc.groups.map((group) => group.id)),
    notes: new Set(doc.notes.map((note) => note.id)),
  };
  if (PARTS.every((part) => selection[part].every((id) => there[part].has(id)))) return selection;
  const left = (part: keyof Selection) => selection[part].filter((id) => there[part].has(id));
  return { nodes: left('nodes'), edges: left('edges'), groups: left('groups'), notes: left('notes') };
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
