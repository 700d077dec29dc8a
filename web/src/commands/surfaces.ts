/** The dialogs that any part may open by name: the shell draws them. */

import { useSyncExternalStore } from 'react';

export type Surface = 'palette' | 'keys';

class Surfaces {
  private open: Surface | null = null;
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly get = (): Surface | null => this.open;

  show(surface: Surface | null): void {
    this.open = surface;
    for (const listener of [...this.listeners]) listener();
  }
}

export const surfaces = new Surfaces();

export function useSurface(): Surface | null {
  return useSyncExternalStore(surfaces.subscribe, surfaces.get);
}
