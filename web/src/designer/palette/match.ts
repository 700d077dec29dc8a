/** Which node types fit some words, and how well. */

import type { NodeType } from '../../api/types';
import { type FuzzyHit, fuzzyRank } from '../../lib/fuzzy';

/** Types that fit: by their label, then by the name scripts use, then by what their help says. */
export function matchingTypes(types: readonly NodeType[], asked: string): FuzzyHit<NodeType>[] {
  const words = asked.trim();
  const byLabel = fuzzyRank(types, (type) => type.label, words);
  if (words === '') return byLabel;
  const seen = new Set(byLabel.map((hit) => hit.item));
  const low = words.toLowerCase();
  const rest = types.filter((type) => !seen.has(type));
  const byName = rest.filter((type) => type.name.includes(low));
  const byHelp = rest.filter((type) => !type.name.includes(low) && type.help.toLowerCase().includes(low));
  return [...byLabel, ...[...byName, ...byHelp].map((item) => ({ item, ranges: [] }))];
}
