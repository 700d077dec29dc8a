/** Whether the search of the open job is shown, and which nodes it met: the canvas dims the others. */

import { useSyncExternalStore } from 'react';

export type SearchMark = 'met' | 'current' | 'other' | null;

class SearchStore {
  private opened = false;
  private met: ReadonlySet<string> | null = null;
  private current: string | null = null;
  private asked = 0;
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly isOpen = (): boolean => this.opened;
  /** Grows each time somebody asks for the search: an open one gets the focus again. */
  readonly turn = (): number => this.asked;

  open(): void {
    this.opened = true;
    this.asked += 1;
    this.tell();
  }

  close(): void {
    if (!this.opened) return;
    this.opened = false;
    this.met = null;
    this.current = null;
    this.tell();
  }

  /** The nodes that were met, or null while nothing is asked. */
  show(met: ReadonlySet<string> | null, current: string | null): void {
    this.met = met;
    this.current = current;
    this.tell();
  }

  /** Whether nodes are marked now. */
  readonly isAsking = (): boolean => this.met !== null;

  markOf(id: string): SearchMark {
    if (this.met === null) return null;
    if (id === this.current) return 'current';
    return this.met.has(id) ? 'met' : 'other';
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

export const searchStore = new SearchStore();

export function useSearchOpen(): boolean {
  return useSyncExternalStore(searchStore.subscribe, searchStore.isOpen);
}

/** How the search shows a node. */
export function useSearchMark(id: string): SearchMark {
  return useSyncExternalStore(searchStore.subscribe, () => searchStore.markOf(id));
}
