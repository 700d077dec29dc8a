/** What the palette can find: things that can be done and things that can be opened, by group. */

import type { InstanceStatus } from '../../api/types';
import type { Doable, Found } from '../../commands/registry';
import { type FuzzyHit, fuzzyRank, type Ranges } from '../../lib/fuzzy';

export type EntryGroup = 'recent' | 'commands' | 'nodes' | 'instances' | 'jobs' | 'connections' | 'pages';

export interface Entry {
  /** Stable, for what was used last: `job:12`. */
  readonly id: string;
  readonly group: EntryGroup;
  readonly title: string;
  readonly detail: string;
  readonly icon: EntryIcon;
  /** The action behind it, whose keys are shown. */
  readonly action?: Doable;
  /** Why it cannot be done now. */
  readonly refusal?: string;
  readonly open: () => void;
  readonly more?: Found['more'];
}

export type EntryIcon =
  | { readonly kind: 'node'; readonly name: string }
  | { readonly kind: 'state'; readonly status: InstanceStatus }
  | { readonly kind: 'action'; readonly group: Doable['group'] };

export interface Hit {
  readonly entry: Entry;
  readonly title: Ranges;
  readonly detail: Ranges;
  readonly group: EntryGroup;
}

const ORDER: readonly EntryGroup[] = ['commands', 'nodes', 'instances', 'jobs', 'connections', 'pages'];
const MOST = 8;
/** So many of each group while nothing is asked. */
const AT_FIRST: Readonly<Record<EntryGroup, number>> = {
  recent: 6,
  commands: 8,
  nodes: 5,
  instances: 3,
  jobs: 6,
  connections: 3,
  pages: 6,
};

/** `>` in front asks for commands only. */
export function commandsOnly(asked: string): boolean {
  return asked.trimStart().startsWith('>');
}

function split({ item, ranges }: FuzzyHit<Entry>): Hit {
  const from = item.title.length + 1;
  const title = ranges.filter(([at]) => at < item.title.length);
  const detail = ranges.flatMap(([at, to]) => (to > from ? [[Math.max(0, at - from), to - from] as const] : []));
  return { entry: item, title, detail, group: item.group };
}

/** 0: a name begins so; 1: a name has it; 2: only letters of it. */
function closeness(hits: readonly Hit[], asked: string): number {
  const wish = asked.toLowerCase();
  const titles = hits.map((hit) => hit.entry.title.toLowerCase());
  if (titles.some((title) => title.startsWith(wish))) return 0;
  return titles.some((title) => title.includes(wish)) ? 1 : 2;
}

/** What is shown for a question, in groups; what was used last comes first while nothing is asked. */
export function hitsFor(entries: readonly Entry[], asked: string, recents: readonly string[]): Hit[] {
  const only = commandsOnly(asked);
  const words = asked.replace(/^\s*>/, '').trim();
  const offered = only ? entries.filter((entry) => entry.group === 'commands') : entries;
  if (words === '') return only ? atRest(offered, 1000) : [...used(offered, recents), ...atRest(offered)];
  const groups = ORDER.map((group) => {
    const mine = offered.filter((entry) => entry.group === group);
    const hits = fuzzyRank(mine, (entry) => `${entry.title} ${entry.detail}`, words).map(split);
    return only ? hits : hits.slice(0, MOST);
  }).filter((hits) => hits.length > 0);
  return groups
    .map((hits) => ({ hits, close: closeness(hits, words) }))
    .sort((a, b) => a.close - b.close)
    .flatMap(({ hits }) => hits);
}

function whole(entry: Entry, group: EntryGroup): Hit {
  return { entry, title: [], detail: [], group };
}

function used(entries: readonly Entry[], recents: readonly string[]): Hit[] {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  return recents
    .flatMap((id) => byId.get(id) ?? [])
    .slice(0, AT_FIRST.recent)
    .map((entry) => whole(entry, 'recent'));
}

function atRest(entries: readonly Entry[], most?: number): Hit[] {
  return ORDER.flatMap((group) =>
    entries
      .filter((entry) => entry.group === group && entry.refusal === undefined)
      .slice(0, most ?? AT_FIRST[group])
      .map((entry) => whole(entry, group)),
  );
}
