/** What lies open over the canvas: the quick add, the editor of an edge. One at a time, for one canvas. */

import type { QuickAddWish } from '../view';

export type Overlay =
  | { readonly kind: 'quick_add'; readonly wish: QuickAddWish }
  | { readonly kind: 'edge'; readonly key: string };

export class OverlayStore {
  private shown: Overlay | null = null;
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly get = (): Overlay | null => this.shown;

  show(overlay: Overlay): void {
    this.shown = overlay;
    this.tell();
  }

  close(): void {
    if (this.shown === null) return;
    this.shown = null;
    this.tell();
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}
