/** Which node types the palette shows, in which order. */

import type { NodeType } from '../../api/types';
import { type FuzzyHit, fuzzyRank } from '../../lib/fuzzy';

const GROUP_ORDER = ['compute', 'flow', 'data_and_delivery', 'data'];

export interface PaletteSection {
  /** A group of node types, or `favourites` or `recent`. */
  readonly group: string;
  readonly types: readonly NodeType[];
}

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

export function paletteSections(
  types: readonly NodeType[],
  favourites: readonly string[],
  recent: readonly string[],
): PaletteSection[] {
  const byName = new Map(types.map((type) => [type.name, type]));
  const named = (names: readonly string[]) =>
    names.map((name) => byName.get(name)).filter((type): type is NodeType => type !== undefined);
  const groups = new Map<string, NodeType[]>();
  for (const type of types) groups.set(type.group, [...(groups.get(type.group) ?? []), type]);
  const rank = (group: string) => {
    const index = GROUP_ORDER.indexOf(group.toLowerCase());
    return index < 0 ? GROUP_ORDER.length : index;
  };
  const sorted = [...groups].sort(([a], [b]) => rank(a) - rank(b));
  return [
    { group: 'favourites', types: named(favourites) },
    { group: 'recent', types: named(recent) },
    ...sorted.map(([group, members]) => ({ group, types: members })),
  ].filter((section) => section.types.length > 0);
}
