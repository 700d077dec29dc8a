/** Which node types the palette shows, in which order. */

import type { NodeType } from '../../api/types';

const GROUP_ORDER = ['compute', 'flow', 'data_and_delivery', 'data'];

export interface PaletteSection {
  /** A group of node types, or `favourites` or `recent`. */
  readonly group: string;
  readonly types: readonly NodeType[];
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
