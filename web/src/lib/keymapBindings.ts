/** Which keys belong to which action: the defaults, somebody's own, and what speaks against a choice. */

import { parseKeys } from './keymap';

export interface Bindable {
  readonly id: string;
  readonly keys: readonly string[];
}

/** Somebody's own keys by action; an empty list means that the action has none. */
export type OwnKeys = Readonly<Record<string, readonly string[]>>;

export function keysOf(action: Bindable, own: OwnKeys): readonly string[] {
  return own[action.id] ?? action.keys;
}

export interface Conflict {
  readonly id: string;
  /** Its keys that are the same, or that begin with the new ones, or that the new ones begin with. */
  readonly keys: string;
}

function begins(long: readonly string[], short: readonly string[]): boolean {
  return short.length <= long.length && short.every((part, index) => part === long[index]);
}

/** The other actions that could no longer be called, or would hide the new keys. */
export function conflictsOf(actions: readonly Bindable[], own: OwnKeys, id: string, wish: string): Conflict[] {
  const chords = parseKeys(wish);
  if (!chords) return [];
  const out: Conflict[] = [];
  for (const action of actions) {
    if (action.id === id) continue;
    for (const keys of keysOf(action, own)) {
      const others = parseKeys(keys);
      if (others && (begins(others, chords) || begins(chords, others))) out.push({ id: action.id, keys });
    }
  }
  return out;
}

/** The own keys after `id` was given `wish`; whoever had conflicting keys loses them. */
export function bound(actions: readonly Bindable[], own: OwnKeys, id: string, wish: readonly string[]): OwnKeys {
  const next: Record<string, readonly string[]> = { ...own };
  for (const keys of wish) {
    for (const conflict of conflictsOf(actions, next, id, keys)) {
      const other = actions.find((action) => action.id === conflict.id);
      if (other) next[other.id] = keysOf(other, next).filter((one) => one !== conflict.keys);
    }
  }
  next[id] = wish;
  return withoutDefaults(actions, next);
}

/** The own keys with the action as it is by default; whoever took its keys loses them again. */
export function unbound(actions: readonly Bindable[], own: OwnKeys, id: string): OwnKeys {
  const action = actions.find((one) => one.id === id);
  return action ? bound(actions, own, id, action.keys) : own;
}

function withoutDefaults(actions: readonly Bindable[], own: OwnKeys): OwnKeys {
  const same = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((k, i) => k === b[i]);
  const defaults = new Map(actions.map((action) => [action.id, action.keys]));
  return Object.fromEntries(Object.entries(own).filter(([id, keys]) => !same(keys, defaults.get(id) ?? [])));
}

/** Combinations that browsers and systems never hand to a page. */
const KEPT = new Set([
  'Ctrl+N',
  'Ctrl+T',
  'Ctrl+W',
  'Ctrl+Shift+N',
  'Ctrl+Shift+T',
  'Ctrl+Shift+W',
  'Ctrl+Tab',
  'Ctrl+Shift+Tab',
  'Ctrl+PageUp',
  'Ctrl+PageDown',
  'Ctrl+Q',
  'Alt+F4',
  'F11',
]);

/** Combinations that do something in most browsers and would no longer do it here. */
const USED = new Set([
  'Ctrl+L',
  'Ctrl+P',
  'Ctrl+R',
  'Ctrl+Shift+R',
  'Ctrl+J',
  'Ctrl+U',
  'Ctrl+O',
  'F5',
  'F6',
  'F12',
  'Tab',
  'Shift+Tab',
  'Ctrl++',
  'Ctrl+-',
  'Ctrl+0',
  'Alt+Left',
  'Alt+Right',
]);

export function reservedBy(wish: string): 'kept' | 'used' | null {
  const first = parseKeys(wish)?.[0] ?? '';
  if (KEPT.has(first)) return 'kept';
  return USED.has(first) ? 'used' : null;
}
