/** The rows of the map of keys: actions by group, families as one row, and what a search leaves of them. */

import type { Described } from '../../commands/registry';
import type { ActionGroup } from '../../designer/actions/action';
import { allActions } from '../../designer/actions/all';
import type { TextKey } from '../../lib/i18n';
import { keysOf, type OwnKeys } from '../../lib/keymapBindings';
import { shellActions } from '../shellCommands';

export const GROUPS: readonly ActionGroup[] = ['build', 'arrange', 'choose', 'look', 'run', 'save', 'everywhere'];

/** Everything that has keys or could have some. */
export const everyAction: readonly Described[] = [...allActions, ...shellActions];

export interface KeyRow {
  readonly id: string;
  readonly label: TextKey;
  readonly group: ActionGroup;
  readonly actions: readonly Described[];
}

/** One row for each action; with `folded`, one for each family. */
export function rowsOf(actions: readonly Described[], folded: boolean): KeyRow[] {
  const rows = new Map<string, KeyRow>();
  for (const action of actions) {
    const family = folded ? action.family : undefined;
    const id = family ?? action.id;
    const known = rows.get(id);
    const all = known ? [...known.actions, action] : [action];
    rows.set(id, { id, label: family ?? action.label, group: action.group, actions: all });
  }
  return [...rows.values()];
}

const DIRECTIONS = ['Up', 'Down', 'Left', 'Right'];

/** The keys to show for a row: of a family what its members have in common, then what differs. */
export function capsOfRow(row: KeyRow, own: OwnKeys, arrows: string): readonly string[] {
  if (row.actions.length === 1) return row.actions.flatMap((action) => keysOf(action, own));
  const firsts = row.actions.flatMap((action) => keysOf(action, own)[0] ?? []);
  const [first = ''] = firsts;
  const cut = Math.max(first.lastIndexOf('+'), first.lastIndexOf(' ')) + 1;
  const lead = first.slice(0, cut);
  const ends = firsts.map((keys) => keys.slice(cut));
  if (firsts.length === 0 || firsts.some((keys) => !keys.startsWith(lead) || keys.length === cut)) return firsts;
  if (ends.length === DIRECTIONS.length && ends.every((end) => DIRECTIONS.includes(end))) return [`${lead}${arrows}`];
  return [`${lead}${ends.join(' ')}`];
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[\s+]+/g, '');
}

/** Whether a search for an action or for keys means this row. */
export function isMeant(row: KeyRow, own: OwnKeys, asked: string, text: (key: TextKey) => string): boolean {
  const wish = plain(asked);
  if (wish === '') return true;
  const names = [row.label, ...row.actions.map((action) => action.label)].map((key) => plain(text(key)));
  const keys = row.actions.flatMap((action) => keysOf(action, own)).map(plain);
  return names.some((name) => name.includes(wish)) || keys.some((one) => one === wish || one.startsWith(wish));
}
