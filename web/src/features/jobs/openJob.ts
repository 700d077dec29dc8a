/** Opens a job: what the server has, and what the journal of this browser knows beyond that. */

import { keys, queryClient } from '../../api/queries';
import type { Job, Session } from '../../api/types';
import { placed } from '../../designer/model/layout';
import { DocumentStore } from '../../designer/model/store';
import { inTime, journalHost, presence, shelf } from './journal/browserJournal';
import { JobJournal } from './journal/journal';
import type { BookKey, Recalled } from './journal/records';
import { opening } from './journal/recover';
import { draftOf, saveHost } from './saving/saveHost';
import { Saver } from './saving/saver';

export interface OpenJob {
  readonly id: number;
  readonly born: string;
  readonly name: string;
  readonly openedAt: number;
  readonly store: DocumentStore;
  readonly saver: Saver;
  readonly journal: JobJournal;
  /** Books of tabs that are gone, to be offered. */
  lost: readonly Recalled[];
  readonly close: () => void;
}

export function userId(): number {
  return queryClient.getQueryData<Session>(keys.session)?.user.id ?? 0;
}

export function jobPlace(workspace: number, job: number): string {
  return `${userId()}/${workspace}/${job}`;
}

export async function openJob(job: Job, workspace: number): Promise<OpenJob> {
  const tab = await inTime<string>(presence.tab, 'unknown');
  const key: BookKey = { user: userId(), workspace, job: job.id, tab };
  const [books, alive] = await Promise.all([
    inTime<readonly Recalled[]>(shelf.ofJob(key.user, workspace, job.id), []),
    inTime<ReadonlySet<string>>(presence.alive(), new Set()),
  ]);
  const server = draftOf(job);
  const found = opening({ born: job.created_at, revision: job.revision, doc: job.definition }, books, tab, alive);
  for (const book of found.useless) void shelf.remove(book.key).catch(() => undefined);
  const state = found.own?.state;
  const store = new DocumentStore(placed(job.definition), Date.now, state);
  const saver = new Saver(saveHost(job.id), store, {
    revision: state?.revision ?? server.revision,
    base: state?.base ?? server.doc,
    sent: state?.sent ?? [],
    at: job.updated_at,
  });
  const about = { born: job.created_at, jobName: job.name };
  const journal = new JobJournal(journalHost, key, about, store, () => saver.work(), found.own?.next ?? null);
  saver.witness = journal;
  if (found.own?.anew) journal.writeAll();
  if (found.behind) void saver.hear(job.revision);
  const leave = presence.open(jobPlace(workspace, job.id));
  return {
    id: job.id,
    born: job.created_at,
    name: job.name,
    openedAt: Date.now(),
    store,
    saver,
    journal,
    lost: found.lost,
    close: () => {
      saver.close();
      leave();
      void journal.close();
    },
  };
}
