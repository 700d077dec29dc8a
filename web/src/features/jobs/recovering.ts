/** Takes over the journal of a tab that is gone, or lets it go. */

import { mergeThree } from '../../designer/model/merge';
import { shelf } from './journal/browserJournal';
import { RECORD_VERSION, type Recalled } from './journal/records';
import { stateWithoutSecrets } from './journal/secrets';
import type { OpenJob } from './openJob';
import { openJobs } from './openJobs';
import { replaceDocument } from './saving/replace';

/**
 * Nothing done here yet: the whole book goes on in this tab, with its history. Otherwise what it holds becomes one
 * step of what is open.
 */
export async function restoreLost(open: OpenJob, book: Recalled): Promise<void> {
  const { history } = open.store.get();
  if (history.past.length + history.future.length > 0) {
    const { base, doc } = book.state;
    replaceDocument(open.store, mergeThree(base, doc, open.store.get().doc).doc, 'restore');
    discardLost(book);
    return;
  }
  await open.journal.close();
  const key = { ...open.journal.key };
  await shelf.remove(key);
  await shelf.put({
    version: RECORD_VERSION,
    key,
    born: book.born,
    jobName: book.jobName,
    at: book.at,
    state: stateWithoutSecrets(book.state),
    from: 0,
  });
  await shelf.remove(book.key);
  openJobs.reopen(open.id);
}

export function discardLost(book: Recalled): void {
  void shelf.remove(book.key).catch(() => undefined);
}
