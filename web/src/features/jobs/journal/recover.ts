/** What to do with the books found when a job is opened. Pure: decides, does nothing. */

import { presentMark } from '../../../designer/model/history';
import type { JobDefinition } from '../../../lib/definition';
import { isDirty, type Recalled, type WorkState } from './records';
import { sameDefinition } from './same';
import { stateWithoutSecrets, withoutLostSecrets } from './secrets';

export interface ServerState {
  readonly born: string;
  readonly revision: number;
  readonly doc: JobDefinition;
}

export interface Opening {
  /**
   * The state to go on with, the number of the next entry of the own book, and whether the book has to be written
   * anew; null: as the server has it.
   */
  readonly own: { readonly state: WorkState; readonly next: number | null; readonly anew: boolean } | null;
  /** The server has a newer draft than the one the own state is based on. */
  readonly behind: boolean;
  /** Books of tabs that are gone, with changes the server does not have; newest first. */
  readonly lost: readonly Recalled[];
  /** Books without any use. */
  readonly useless: readonly Recalled[];
}

/** A state after comparing it with the server: what was on its way when the tab died may have arrived. */
export function settled(found: WorkState, server: ServerState): WorkState {
  const state = withoutLostSecrets(stateWithoutSecrets(found), server.doc);
  if (state.revision === server.revision) return state;
  const now = { mark: presentMark(state.history), doc: state.doc };
  const arrived = [now, ...[...state.sent].reverse()].find((one) => sameDefinition(one.doc, server.doc));
  if (!arrived) return state;
  return { ...state, savedMark: arrived.mark, base: arrived.doc, revision: server.revision };
}

export function opening(
  server: ServerState,
  books: readonly Recalled[],
  tab: string,
  alive: ReadonlySet<string>,
): Opening {
  const useless: Recalled[] = [];
  const lost: Recalled[] = [];
  let own: Opening['own'] = null;
  let spare: Recalled | null = null;
  for (const book of [...books].sort((a, b) => b.at - a.at)) {
    const state = settled(book.state, server);
    const current = state.revision === server.revision;
    const known = { ...book, state };
    if (book.born !== server.born) useless.push(book);
    else if (book.key.tab === tab) {
      if (current || isDirty(state)) own = { state, next: book.next, anew: state !== book.state };
      else useless.push(book);
    } else if (alive.has(book.key.tab)) continue;
    else if (isDirty(state)) lost.push(known);
    else if (current && !spare) spare = known;
    else useless.push(book);
  }
  // The last one who closed the job left its history; it goes on in this tab.
  if (spare && own === null && lost.length === 0) own = { state: spare.state, next: null, anew: true };
  if (spare) useless.push(spare);
  return { own, behind: own !== null && own.state.revision !== server.revision, lost, useless };
}
