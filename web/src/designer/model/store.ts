/** One open job: document, selection and history. Views subscribe; only `run`, `undo` and `redo` change the document. */

import type { JobDefinition } from '../../lib/definition';
import type { Command } from './commands';
import { edgeKey } from './document';
import { emptyHistory, type History, presentMark, record, redo, undo } from './history';

export interface Selection {
  readonly nodes: readonly string[];
  readonly edges: readonly string[];
}

export interface DocumentState {
  readonly doc: JobDefinition;
  readonly selection: Selection;
  readonly history: History;
  readonly dirty: boolean;
}

export const nothingSelected: Selection = { nodes: [], edges: [] };

export class DocumentStore {
  private state: DocumentState;
  private savedMark = 0;
  private readonly listeners = new Set<() => void>();
  private readonly now: () => number;

  constructor(doc: JobDefinition, now: () => number = Date.now) {
    this.now = now;
    this.state = { doc, selection: nothingSelected, history: emptyHistory, dirty: false };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly get = (): DocumentState => this.state;

  run(command: Command): void {
    const { doc, history } = this.state;
    this.set(command.redo(doc), record(history, command, this.now()));
  }

  /** The command that was taken back, or null when there was none. */
  undo(): Command | null {
    return this.travel(undo(this.state.history, this.state.doc));
  }

  redo(): Command | null {
    return this.travel(redo(this.state.history, this.state.doc));
  }

  select(selection: Selection): void {
    const old = this.state.selection;
    if (same(old.nodes, selection.nodes) && same(old.edges, selection.edges)) return;
    this.state = { ...this.state, selection };
    this.tell();
  }

  /** The mark to hand back to `saved` when the server has taken this state. */
  mark(): number {
    return presentMark(this.state.history);
  }

  saved(mark: number): void {
    this.savedMark = mark;
    this.set(this.state.doc, this.state.history);
  }

  /** Takes the document of the server instead of ours; the history starts anew. */
  reset(doc: JobDefinition): void {
    this.savedMark = 0;
    this.set(doc, emptyHistory);
  }

  private travel(moved: { history: History; doc: JobDefinition; command: Command } | null): Command | null {
    if (!moved) return null;
    this.set(moved.doc, moved.history);
    return moved.command;
  }

  private set(doc: JobDefinition, history: History): void {
    const { selection } = this.state;
    const ids = new Set(doc.nodes.map((node) => node.id));
    const keys = new Set(doc.edges.map(edgeKey));
    const nodes = selection.nodes.filter((id) => ids.has(id));
    const edges = selection.edges.filter((key) => keys.has(key));
    const kept = nodes.length === selection.nodes.length && edges.length === selection.edges.length;
    this.state = {
      doc,
      history,
      selection: kept ? selection : { nodes, edges },
      dirty: presentMark(history) !== this.savedMark,
    };
    this.tell();
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
