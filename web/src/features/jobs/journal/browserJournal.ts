/** The journal of this tab of the browser, and whether it can be trusted at the moment. */

import { IdbShelf } from './idbShelf';
import type { JournalHost } from './journal';
import { browserPresence } from './presence';
import type { Shelf } from './shelf';

const PATIENCE_MS = 2000;
const TIDY_AFTER_MS = 20_000;

const listeners = new Set<() => void>();
let good = true;

function setGood(now: boolean): void {
  if (good === now) return;
  good = now;
  for (const listener of [...listeners]) listener();
}

/** False while changes cannot be kept in the browser: private mode, a full disk. */
export const journalHealth = {
  get: (): boolean => good,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

export const presence = browserPresence();
export const shelf: Shelf = new IdbShelf();

export const journalHost: JournalHost = {
  shelf,
  now: Date.now,
  later: (work) => {
    if ('requestIdleCallback' in window) window.requestIdleCallback(work, { timeout: 5000 });
    else setTimeout(work, 200);
  },
  onHealth: setGood,
};

/** The answer, or `instead` when the browser refuses or does not answer in time: opening a job never waits for it. */
export async function inTime<T>(work: Promise<T>, instead: T): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(instead), PATIENCE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } catch {
    setGood(false);
    return instead;
  } finally {
    clearTimeout(timer);
  }
}

setTimeout(() => void shelf.tidy(Date.now()).catch(() => undefined), TIDY_AFTER_MS);
