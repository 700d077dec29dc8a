/** Fuzzy search in short texts, in any script: letters may be left out, words may stand in any order. */

import uFuzzy from '@leeoniya/ufuzzy';

/** Pairs of positions in a text: from, up to and without. */
export type Ranges = ReadonlyArray<readonly [number, number]>;

export interface FuzzyHit<T> {
  readonly item: T;
  /** What of the text was met. */
  readonly ranges: Ranges;
}

const MOST_LETTERS_BETWEEN = 8;
const engine = new uFuzzy({ unicode: true, interSplit: "[^\\p{L}\\d']+", intraIns: MOST_LETTERS_BETWEEN });

/** The items whose text is met, best first; all of them, without ranges, where nothing is asked. */
export function fuzzyRank<T>(items: readonly T[], text: (item: T) => string, asked: string): FuzzyHit<T>[] {
  const words = asked.trim();
  if (words === '') return items.map((item) => ({ item, ranges: [] }));
  const texts = items.map((item) => text(item));
  const [found, info, order] = engine.search(texts, words, 1, Number.POSITIVE_INFINITY);
  if (!found || !info || !order) return plain(items, texts, words);
  return order.flatMap((place) => {
    const item = items[info.idx[place] ?? -1];
    return item === undefined ? [] : [{ item, ranges: pairs(info.ranges[place] ?? []) }];
  });
}

/** Signs alone (`#{`) mean nothing to the engine; they are looked for as they stand. */
function plain<T>(items: readonly T[], texts: readonly string[], words: string): FuzzyHit<T>[] {
  return items.flatMap((item, index) => {
    const at = (texts[index] ?? '').indexOf(words);
    return at < 0 ? [] : [{ item, ranges: [[at, at + words.length] as const] }];
  });
}

function pairs(flat: readonly number[]): Ranges {
  const out: [number, number][] = [];
  for (let at = 0; at + 1 < flat.length; at += 2) out.push([flat[at] ?? 0, flat[at + 1] ?? 0]);
  return out;
}
