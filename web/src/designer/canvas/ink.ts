/** Colours of the theme for what is painted, not styled: the far edges and the map. */

import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let version = 0;
let watching = false;
const known = new Map<string, string>();

function changed(): void {
  known.clear();
  version += 1;
  for (const listener of [...listeners]) listener();
}

function watch(): void {
  if (watching) return;
  watching = true;
  new MutationObserver(changed).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['data-mantine-color-scheme', 'data-theme', 'data-contrast'],
  });
  matchMedia('(forced-colors: active)').addEventListener('change', changed);
}

function subscribe(listener: () => void): () => void {
  watch();
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Changes when colours do, so that what was painted is painted anew. */
export function useInk(): number {
  return useSyncExternalStore(subscribe, () => version);
}

/** The colour of a token, `--mr-bd-control`; with forced colours, that of text. */
export function ink(token: string): string {
  const cached = known.get(token);
  if (cached) return cached;
  const forced = matchMedia('(forced-colors: active)').matches;
  const colour = forced ? 'CanvasText' : getComputedStyle(document.documentElement).getPropertyValue(token).trim();
  known.set(token, colour);
  return colour;
}
