/** Which directories are open, remembered in the browser. Small trees begin open, large ones closed. */

import { useMemo, useState } from 'react';
import { currentWorkspace } from '../../../api/queries';

const BEGINS_OPEN = 200;

interface Stored {
  /** How directories are of which nothing else is known. */
  readonly all: boolean;
  /** Those that are the other way. */
  readonly other: ReadonlySet<number>;
}

const place = () => `millrace_tree_open_${currentWorkspace()}`;

function read(): Stored | null {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(place()) ?? 'null');
    if (typeof stored !== 'object' || stored === null || !('all' in stored) || !('other' in stored)) return null;
    const other = Array.isArray(stored.other) ? stored.other.filter((id) => typeof id === 'number') : [];
    return { all: stored.all === true, other: new Set(other) };
  } catch {
    return null;
  }
}

export function turned(stored: Stored, ids: Iterable<number>, open: boolean): Stored {
  const other = new Set(stored.other);
  for (const id of ids) {
    if (open === stored.all) other.delete(id);
    else other.add(id);
  }
  return { ...stored, other };
}

export interface OpenDirectories {
  readonly isOpen: (id: number) => boolean;
  readonly turn: (ids: Iterable<number>, open: boolean) => void;
  readonly turnAll: (open: boolean) => void;
}

/** `size`: how many rows the whole tree has. */
export function useOpenDirectories(size: number): OpenDirectories {
  const [kept, setKept] = useState(read);
  const small = size <= BEGINS_OPEN;
  return useMemo(() => {
    const now = kept ?? { all: small, other: new Set<number>() };
    const keep = (next: Stored) => {
      setKept(next);
      localStorage.setItem(place(), JSON.stringify({ all: next.all, other: [...next.other] }));
    };
    return {
      isOpen: (id) => now.all !== now.other.has(id),
      turn: (ids, open) => keep(turned(now, ids, open)),
      turnAll: (open) => keep({ all: open, other: new Set() }),
    };
  }, [kept, small]);
}
