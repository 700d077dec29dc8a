/** The wish to choose a node to connect to; `ConnectList` shows it. */

import { useSyncExternalStore } from 'react';

export interface ConnectWish {
  readonly ends: readonly string[];
  /** The edges lead from the ends `to` the chosen node, or come `from` it. */
  readonly direction: 'to' | 'from';
  /** This edge gets a new end instead: the one that is not in `ends`. */
  readonly edge?: string;
}

class ConnectWishes {
  private wish: ConnectWish | null = null;
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly get = (): ConnectWish | null => this.wish;

  show(wish: ConnectWish | null): void {
    this.wish = wish;
    for (const listener of [...this.listeners]) listener();
  }
}

export const connectList = new ConnectWishes();

export function useConnectWish(): ConnectWish | null {
  return useSyncExternalStore(connectList.subscribe, connectList.get);
}
