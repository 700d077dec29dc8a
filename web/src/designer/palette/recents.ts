/** Which node types somebody used last and which are starred; kept in the browser, shared by all open parts. */

const MOST_RECENT = 6;
const RECENT = 'millrace_types_recent';
const STARRED = 'millrace_types_starred';

type Names = readonly string[];

const lists = new Map<string, Names>();
const listeners = new Set<() => void>();

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

function read(key: string): Names {
  const known = lists.get(key);
  if (known) return known;
  let stored: unknown = null;
  try {
    stored = JSON.parse(localStorage.getItem(key) ?? '[]');
  } catch {
    // Somebody else wrote there, or storage is refused: begin with nothing.
  }
  const names = isNames(stored) ? stored : [];
  lists.set(key, names);
  return names;
}

function write(key: string, names: Names): void {
  lists.set(key, names);
  try {
    localStorage.setItem(key, JSON.stringify(names));
  } catch {
    // Storage is full or refused: it holds until the page is left.
  }
  for (const listener of [...listeners]) listener();
}

/** Another window changed them. */
function onStorage(event: StorageEvent): void {
  if (event.key !== null && event.key !== RECENT && event.key !== STARRED) return;
  lists.clear();
  for (const listener of [...listeners]) listener();
}

export function subscribeTypes(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('storage', onStorage);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener('storage', onStorage);
  };
}

/** Names of node types, the one used last first. */
export const recentTypes = (): Names => read(RECENT);

export function rememberType(name: string): void {
  const old = recentTypes();
  if (old[0] === name) return;
  write(RECENT, [name, ...old.filter((other) => other !== name)].slice(0, MOST_RECENT));
}

/** In the order in which they were starred. */
export const favouriteTypes = (): Names => read(STARRED);

export function toggleFavourite(name: string): void {
  const old = favouriteTypes();
  write(STARRED, old.includes(name) ? old.filter((other) => other !== name) : [...old, name]);
}
