/** Rows of values: what a spreadsheet pastes, and their order. No React. */

export type Pair = readonly [name: string, value: string];

/** Lines `name<Tab>value` or `name=value`; null when the text is no table. */
export function parsePairs(text: string): Pair[] | null {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length === 0) return null;
  if (lines.length === 1 && !lines[0]?.includes('\t')) return null;
  const pairs = lines.map((line): Pair | null => {
    const tab = line.indexOf('\t');
    const at = tab >= 0 ? tab : line.indexOf('=');
    if (at < 0) return tab >= 0 || text.includes('\t') ? [line.trim(), ''] : null;
    return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
  });
  return pairs.every((pair) => pair !== null) ? pairs : null;
}

/** Cells of lines; null for a single cell, which is pasted as text. */
export function parseGrid(text: string): string[][] | null {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  const grid = lines.map((line) => line.split('\t').map((cell) => cell.trim()));
  return grid.length > 1 || (grid[0]?.length ?? 0) > 1 ? grid : null;
}

/** Values of known names are replaced, the others are added; a row without a name is filled first. */
export function withPairs(old: readonly Pair[], pasted: readonly Pair[]): Pair[] {
  const out = old.filter(([name, value]) => name !== '' || value !== '');
  for (const pair of pasted) {
    const at = out.findIndex(([name]) => name === pair[0]);
    if (at >= 0) out[at] = pair;
    else out.push(pair);
  }
  return out;
}

export function movedRow<T>(rows: readonly T[], from: number, to: number): readonly T[] {
  const row = rows[from];
  if (row === undefined || to < 0 || to >= rows.length || from === to) return rows;
  const out = rows.filter((_, index) => index !== from);
  out.splice(to, 0, row);
  return out;
}

/** Names that stand in more than one row. */
export function doubled(names: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(names.filter((name) => name !== '' && (seen.has(name) || !seen.add(name))));
}
