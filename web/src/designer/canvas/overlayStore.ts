/** What lies open over the canvas: the quick add, the editor of an edge, a menu. One at a time, for one canvas. */

import type { Position } from '../../lib/definition';
import type { QuickAddWish } from '../view';

/** What a menu is about; the selection stands for itself. */
export type MenuTarget = 'selection' | 'canvas';

export type Overlay =
  | { readonly kind: 'quick_add'; readonly wish: QuickAddWish }
  | { readonly kind: 'edge'; readonly key: string }
  /** `at` is a place of the screen; `place` the same on the canvas. */
  | { readonly kind: 'menu'; readonly target: MenuTarget; readonly at: Position; readonly place: Position }
  /** An edge was drawn to or from one of several selected nodes: whether the others should follow. */
  | { readonly kind: 'wire'; readonly at: Position; readonly source: string; readonly target: string };

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
