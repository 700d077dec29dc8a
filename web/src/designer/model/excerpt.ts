/** The part of a text around what was found in it. */

/** Begin and end, the end not included. */
export type Range = readonly [number, number];

const BEFORE = 24;
const MOST = 96;

/** The line of the first match, shortened to what is around it, with all matches in it. `words`: in lower case. */
export function excerptOf(text: string, words: readonly string[]): { excerpt: string; ranges: Range[] } {
  const lower = text.toLowerCase();
  const first = Math.min(...words.map((word) => lower.indexOf(word)).filter((at) => at >= 0));
  const lineBegin = text.lastIndexOf('\n', first - 1) + 1;
  const lineEnd = text.indexOf('\n', first);
  const line = text.slice(lineBegin, lineEnd < 0 ? undefined : lineEnd);
  const begin = line.length <= MOST ? 0 : Math.max(0, first - lineBegin - BEFORE);
  const part = line.slice(begin, begin + MOST);
  const before = begin > 0 ? '…' : '';
  const after = begin + MOST < line.length ? '…' : '';
  const excerpt = `${before}${part}${after}`;
  return { excerpt, ranges: rangesIn(excerpt.toLowerCase(), words) };
}

function rangesIn(lower: string, words: readonly string[]): Range[] {
  const found: Range[] = [];
  for (const word of words)
    for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + word.length))
      found.push([at, at + word.length]);
  found.sort((a, b) => a[0] - b[0]);
  const joined: [number, number][] = [];
  for (const [begin, end] of found) {
    const last = joined.at(-1);
    if (last && begin <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([begin, end]);
  }
  return joined;
}
