/** Somebody's own keys, kept in this browser. */

import { useSyncExternalStore } from 'react';
import type { OwnKeys } from '../lib/keymapBindings';

const STORED = 'millrace_keys';
const VERSION = 1;

function isOwnKeys(value: unknown): value is OwnKeys {
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).every((keys) => Array.isArray(keys) && keys.every((one) => typeof one === 'string'));
}

/** What was stored; nothing where it is of another version or no longer readable. */
export function readOwnKeys(text: string | null): OwnKeys {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    if (typeof value !== 'object' || value === null || !('version' in value) || value.version !== VERSION) return {};
    return 'keys' in value && isOwnKeys(value.keys) ? value.keys : {};
  } catch {
    return {};
  }
}

class OwnKeyStore {
  private keys: OwnKeys = readOwnKeys(localStorage.getItem(STORED));
  private readonly listeners = new Set<() => void>();

  constructor() {
    // Another window of the same browser has changed them.
    window.addEventListener('storage', (event) => {
      if (event.key === STORED) this.show(readOwnKeys(event.newValue));
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly get = (): OwnKeys => this.keys;

  set(keys: OwnKeys): void {
    if (Object.keys(keys).length === 0) localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, JSON.stringify({ version: VERSION, keys }));
    this.show(keys);
  }

  private show(keys: OwnKeys): void {
    this.keys = keys;
    for (const listener of [...this.listeners]) listener();
  }
}

export const ownKeys = new OwnKeyStore();

export function useOwnKeys(): OwnKeys {
  return useSyncExternalStore(ownKeys.subscribe, ownKeys.get);
}
