/** Keys drawn as key caps; a sequence one after the other. */

import { Kbd } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { capsOf, isMac } from '../lib/keymap';
import { keysOf } from '../lib/keymapBindings';
import { useOwnKeys } from './ownKeys';
import { registry } from './registry';

export function KeyCaps({ keys }: { keys: string }) {
  const caps = keys.split(' ').flatMap((chord) => capsOf(chord, isMac()));
  return (
    <span className="keycaps">
      {caps.map((cap, index) => (
        <Kbd key={index}>{cap}</Kbd>
      ))}
    </span>
  );
}

/** The first keys of an action as somebody has them now; nothing where it has none. */
export function useKeysOf(id: string): string | null {
  const own = useOwnKeys();
  useSyncExternalStore(registry.subscribe, registry.get);
  const doable = registry.find(id);
  return doable ? (keysOf(doable, own)[0] ?? null) : null;
}
