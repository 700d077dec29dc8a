/** Changes of state at most twice a second: the first at once, those soon after it together. */

import { useEffect, useRef, useState } from 'react';
import type { RunMap } from '../context';

const PAUSE_MS = 500;

export function useCalmRuns(runs: RunMap | null): RunMap | null {
  const [shown, setShown] = useState(runs);
  const last = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const wait = last.current + PAUSE_MS - performance.now();
    const show = () => {
      last.current = performance.now();
      setShown(runs);
    };
    if (wait <= 0) {
      show();
      return;
    }
    const timer = setTimeout(show, wait);
    return () => clearTimeout(timer);
  }, [runs]);
  return shown;
}
