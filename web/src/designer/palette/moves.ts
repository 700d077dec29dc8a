/** The palette as the arrow keys see it. */

const COLUMNS = 2;

/**
 * Where an arrow key leads from an item: sections are grids of two columns. -1 is the search above; null where the
 * key is none of movement.
 */
export function moved(key: string, at: number, sections: readonly number[]): number | null {
  const count = sections.reduce((sum, length) => sum + length, 0);
  if (key === 'ArrowRight') return Math.min(count - 1, at + 1);
  if (key === 'ArrowLeft') return Math.max(0, at - 1);
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return null;
  let begin = 0;
  let section = 0;
  while (section < sections.length - 1 && at >= begin + (sections[section] ?? 0)) {
    begin += sections[section] ?? 0;
    section += 1;
  }
  const length = sections[section] ?? 0;
  const place = at - begin;
  if (key === 'ArrowDown') {
    if (place + COLUMNS < length) return at + COLUMNS;
    const lastRow = Math.floor((length - 1) / COLUMNS);
    if (Math.floor(place / COLUMNS) < lastRow) return begin + length - 1;
    return Math.min(
      count - 1,
      begin + length + Math.min(place % COLUMNS, Math.max(0, (sections[section + 1] ?? 1) - 1)),
    );
  }
  if (place >= COLUMNS) return at - COLUMNS;
  const before = sections.slice(0, section).findLast((size) => size > 0);
  if (before === undefined) return -1;
  const lastRow = Math.floor((before - 1) / COLUMNS) * COLUMNS;
  return begin - before + Math.min(before - 1, lastRow + place);
}
