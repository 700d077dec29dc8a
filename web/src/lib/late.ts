/** A piece of code that is loaded when it is first wanted, or before that in idle time. A failure is asked about anew. */

import { useEffect, useState } from 'react';

export class Late<T> {
  /** Null until it is here. */
  value: T | null = null;
  private loading: Promise<boolean> | null = null;

  constructor(private readonly fetch: () => Promise<T>) {}

  /** True once it is here; false if it could not be loaded now. */
  readonly load = (): Promise<boolean> => {
    this.loading ??= this.fetch().then(
      (value) => {
        this.value = value;
        return true;
      },
      () => {
        this.loading = null;
        return false;
      },
    );
    return this.loading;
  };
}

/** What it is worth now; drawn again when it comes. Whoever shows it has something simple to show until then. */
export function useLate<T>(late: Late<T>, wanted = true): T | null {
  const [, setHere] = useState(late.value !== null);
  useEffect(() => {
    if (!wanted || late.value !== null) return;
    let gone = false;
    const load = () => void late.load().then((good) => !gone && good && setHere(true));
    load();
    window.addEventListener('online', load);
    return () => {
      gone = true;
      window.removeEventListener('online', load);
    };
  }, [late, wanted]);
  return late.value;
}

/** Loads one after the other while the page has nothing else to do, so that they are here when the network is not. */
export function loadWhenIdle(parts: readonly (() => Promise<unknown>)[]): () => void {
  let stopped = false;
  let handle = 0;
  const idle = window.requestIdleCallback ?? ((work: () => void) => window.setTimeout(work, 200));
  const forget = window.cancelIdleCallback ?? window.clearTimeout;
  const next = (at: number) => {
    const part = parts[at];
    if (!part || stopped) return;
    handle = idle(() => void part().then(() => next(at + 1)), { timeout: 3000 });
  };
  next(0);
  return () => {
    stopped = true;
    forget(handle);
  };
}
