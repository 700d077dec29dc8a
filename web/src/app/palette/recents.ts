/** What was taken from the palette last, in this browser. */

const STORED = 'millrace_palette';
const MOST = 12;

export function recentEntries(): string[] {
  try {
    const ids: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]');
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}

export function rememberEntry(id: string): void {
  const ids = [id, ...recentEntries().filter((one) => one !== id)].slice(0, MOST);
  localStorage.setItem(STORED, JSON.stringify(ids));
}
