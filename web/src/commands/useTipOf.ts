/** A tooltip with the keys of the action as they are now: "Save (Ctrl S)". */

import { isMac, keysText } from '../lib/keymap';
import { useKeysOf } from './KeyCaps';

export function useTipOf(label: string, action: string | undefined): string {
  const keys = useKeysOf(action ?? '');
  return keys === null ? label : `${label} (${keysText(keys, isMac())})`;
}
