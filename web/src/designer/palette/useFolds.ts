/** Which groups of a list are folded; remembered in the browser. */

import { useState } from 'react';

interface Folds {
  has: (group: string) => boolean;
  toggle: (group: string) => void;
}

export function useFolds(name: string): Folds {
  const key = `millrace_folds_${name}`;
  const [folded, setFolded] = useState<readonly string[]>(() => (localStorage.getItem(key) ?? '').split(' '));
  return {
    has: (group) => folded.includes(group),
    toggle: (group) => {
      const next = folded.includes(group) ? folded.filter((one) => one !== group) : [...folded, group];
      setFolded(next);
      localStorage.setItem(key, next.join(' '));
    },
  };
}
