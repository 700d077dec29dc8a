import { describe, expect, test } from 'vitest';
import { changeJob } from '../../../designer/model/commands';
import { DocumentStore } from '../../../designer/model/store';
import { fillDefinition, fillParameter, type JobDefinition } from '../../../lib/definition';
import { JobJournal } from './journal';
import { type Book, type BookKey, type Entry, type Recalled, recall, type Sent, withSent } from './records';
import { opening } from './recover';
import { MASK } from './secrets';

const SECRET = 'HUNTER2PLAIN';
const KEY: BookKey = { user: 1, workspace: 1, job: 7, tab: 'mine' };

function secret(value: string, masked = true) {
  return fillParameter({ name: 'token', value, masked });
}

function docWith(...params: ReturnType<typeof secret>[]): JobDefinition {
  return fillDefinition({ params });
}

/** A document with a journal, and what is written of it. */
function desk(start: JobDefinition) {
  let time = 0;
  const now = () => {
    time += 1000;
    return time;
  };
  const store = new DocumentStore(start, now);
  let book: Book | null = null;
  let entries: { seq: number; entry: Entry }[] = [];
  const shelf = {
    append: async (_key: BookKey, seq: number, entry: Entry) => {
      entries.push(structuredClone({ seq, entry }));
    },
    put: async (next: Book) => {
      book = structuredClone(next);
      entries = entries.filter((one) => one.seq >= next.from);
    },
    remove: async () => undefined,
    ofJob: async () => [],
    tidy: async () => undefined,
  };
  let base = start;
  let revision = 1;
  let sent: readonly Sent[] = [];
  const work = () => {
    const { doc, history } = store.get();
    return { doc, history, savedMark: store.savedMark(), base, revision, sent };
  };
  const host = { shelf, now, later: () => undefined, onHealth: () => undefined };
  const journal = new JobJournal(host, KEY, { born: 'then', jobName: 'j' }, store, work, null);
  const params = (...next: ReturnType<typeof secret>[]) => store.run(changeJob(store.get().doc, { params: next }));
  const save = () => {
    const mark = store.mark();
    const { doc } = store.get();
    sent = withSent(sent, { mark, doc });
    journal.sending(mark);
    base = doc;
    revision += 1;
    store.saved(mark);
  };
  const read = (): Recalled => {
    if (!book) throw new Error('no book');
    return recall(book, entries);
  };
  const reopened = (server: JobDefinition, at = revision) =>
    opening({ born: 'then', revision: at, doc: server }, [read()], 'mine', new Set()).own;
  return { store, journal, params, save, read, reopened, written: () => JSON.stringify([book, entries]) };
}

describe('values of masked parameters', () => {
  test('are never written down: not before the save, not after, not while going back', () => {
    const { store, journal, params, save, written } = desk(docWith());
    const never = () => expect(written()).not.toContain(SECRET);
    params(secret(''));
    params(secret(SECRET));
    never();
    save();
    never();
    params(secret(`${SECRET} and more`));
    store.undo();
    journal.writeAll();
    never();
    store.undo();
    journal.writeAll();
    never();
    store.redo();
    save();
    never();
    expect(store.get().doc.params[0]?.value).toBe(SECRET);
  });

  test('are gone from what was written before the parameter was masked, once that is saved', () => {
    const { params, save, written, read } = desk(docWith());
    params(secret(SECRET, false));
    save();
    expect(written()).toContain(SECRET);
    params(secret(SECRET));
    save();
    expect(written()).not.toContain(SECRET);
    expect(read().state.history.past[0]?.command.changes[0]).toMatchObject({ after: [secret(MASK)] });
  });

  test('are gone after the save also where masking was the first change', () => {
    const { params, save, written } = desk(docWith(secret(SECRET, false)));
    params(secret(SECRET));
    save();
    expect(written()).not.toContain(SECRET);
  });

  test('stay as they are where nothing is masked', () => {
    const { params, store, read } = desk(docWith());
    params(secret('plain', false));
    params(secret('plain', false), fillParameter({ name: 'key', value: SECRET, masked: true }));
    expect(read().state.doc.params[0]?.value).toBe('plain');
    expect(read().state.history.past).toHaveLength(store.get().history.past.length);
  });
});

describe('a journal with masks', () => {
  test('means what the server has', () => {
    const { params, reopened } = desk(docWith(secret(MASK)));
    params(secret(SECRET));
    expect(reopened(docWith(secret(MASK)))?.state.doc.params).toEqual([secret(MASK)]);
  });

  test('is empty where the server has nothing, also in the steps', () => {
    const { params, reopened } = desk(docWith());
    params(secret(SECRET));
    const own = reopened(docWith());
    expect(own?.state.doc.params).toEqual([secret('')]);
    expect(own?.anew).toBe(true);
    const store = new DocumentStore(docWith(), Date.now, own?.state);
    store.undo();
    store.redo();
    expect(store.get().doc.params).toEqual([secret('')]);
  });

  test('written by an older studio loses its values when it is read', () => {
    const { params, read } = desk(docWith());
    params(secret(''));
    const book = read();
    const old = { ...book, state: { ...book.state, doc: docWith(secret(SECRET)) } };
    const server = { born: 'then', revision: 1, doc: docWith(secret(MASK)) };
    const { own } = opening(server, [old], 'mine', new Set());
    expect(JSON.stringify(own)).not.toContain(SECRET);
    expect(own).toMatchObject({ anew: true, next: book.next });
  });
});
