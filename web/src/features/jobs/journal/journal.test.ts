import { describe, expect, test } from 'vitest';
import { changeJob, changeNode } from '../../../designer/model/commands';
import { DocumentStore } from '../../../designer/model/store';
import { fillDefinition, fillNode, type JobDefinition } from '../../../lib/definition';
import { JobJournal } from './journal';
import {
  type Book,
  type BookKey,
  bounded,
  type Entry,
  isDirty,
  LEAST_STEPS,
  RECORD_VERSION,
  type Recalled,
  recall,
  type Sent,
  unsavedSteps,
  withSent,
} from './records';
import { opening, settled } from './recover';
import { keyText, type Shelf } from './shelf';

/** A shelf that keeps copies, as IndexedDB does, and can be made to fail. */
class MemoryShelf implements Shelf {
  readonly books = new Map<string, Book>();
  readonly entries = new Map<string, { seq: number; entry: Entry }[]>();
  full = false;

  async append(key: BookKey, seq: number, entry: Entry): Promise<void> {
    if (this.full) throw new Error('full');
    const list = this.entries.get(keyText(key)) ?? [];
    this.entries.set(keyText(key), [...list, structuredClone({ seq, entry })]);
  }
  async put(book: Book): Promise<void> {
    if (this.full) throw new Error('full');
    this.books.set(keyText(book.key), structuredClone(book));
    const list = this.entries.get(keyText(book.key)) ?? [];
    this.entries.set(
      keyText(book.key),
      list.filter((one) => one.seq >= book.from),
    );
  }
  async remove(key: BookKey): Promise<void> {
    this.books.delete(keyText(key));
    this.entries.delete(keyText(key));
  }
  async ofJob(): Promise<readonly Recalled[]> {
    return [...this.books.values()].map((book) => recall(book, this.entries.get(keyText(book.key)) ?? []));
  }
  async tidy(): Promise<void> {}
}

const KEY: BookKey = { user: 1, workspace: 1, job: 7, tab: 'mine' };
const START = fillDefinition({ nodes: [fillNode({ id: 'a', name: 'a', type: 'shell', position: { x: 0, y: 0 } })] });

function desk(start: JobDefinition = START) {
  let time = 0;
  let pace = 1000;
  const now = () => {
    time += pace;
    return time;
  };
  const store = new DocumentStore(start, now);
  const shelf = new MemoryShelf();
  const health: boolean[] = [];
  const quiet: (() => void)[] = [];
  let revision = 3;
  let base = start;
  let sent: readonly Sent[] = [];
  const work = () => {
    const { doc, history } = store.get();
    return { doc, history, savedMark: store.savedMark(), base, revision, sent };
  };
  const host = {
    shelf,
    now,
    later: (job: () => void) => quiet.push(job),
    onHealth: (good: boolean) => health.push(good),
  };
  const journal = new JobJournal(host, KEY, { born: 'then', jobName: 'j' }, store, work, null);
  const save = () => {
    const mark = store.mark();
    const { doc } = store.get();
    sent = withSent(sent, { mark, doc });
    journal.sending(mark);
    return () => {
      revision += 1;
      base = doc;
      store.saved(mark);
    };
  };
  const read = async () => {
    await Promise.resolve();
    return (await shelf.ofJob())[0];
  };
  const describeIt = (text: string) => store.run(changeJob(store.get().doc, { description: text }));
  return {
    store,
    shelf,
    journal,
    health,
    quiet,
    save,
    read,
    describeIt,
    setTime: (to: number) => {
      time = to;
    },
    setPace: (to: number) => {
      pace = to;
    },
  };
}

describe('the journal', () => {
  test('writes nothing while a job is only looked at', async () => {
    const { store, shelf } = desk();
    store.select({ nodes: ['a'] });
    store.saved(0);
    expect(shelf.books.size).toBe(0);
  });

  test('gives document, history and saved mark back after any commands', async () => {
    const { store, describeIt, save, read } = desk();
    describeIt('one');
    describeIt('two');
    save()();
    store.run(changeNode(store.get().doc, 'a', { name: 'b' }));
    store.undo();
    store.undo();
    store.redo();
    describeIt('three');
    store.undo();
    const found = await read();
    expect(found?.state.doc).toEqual(store.get().doc);
    expect(found?.state.history).toEqual(store.get().history);
    expect(found?.state.savedMark).toBe(store.savedMark());
    expect(found?.state.revision).toBe(4);
    expect(found?.state.base.description).toBe('two');
    expect(found && isDirty(found.state)).toBe(store.get().dirty);
  });

  test('joins what was joined while typing', async () => {
    const { store, describeIt, read, setPace } = desk();
    setPace(10);
    describeIt('t');
    describeIt('ty');
    describeIt('typ');
    expect(store.get().history.past).toHaveLength(1);
    expect((await read())?.state.history).toEqual(store.get().history);
  });

  test('is written anew in a quiet moment, and goes on from there', async () => {
    const { store, shelf, describeIt, quiet, read } = desk();
    for (let n = 0; n < 301; n += 1) describeIt(`${n}`);
    expect(quiet).toHaveLength(1);
    quiet[0]?.();
    describeIt('after');
    await Promise.resolve();
    expect(shelf.entries.get(keyText(KEY))).toHaveLength(1);
    expect((await read())?.state.history.past).toHaveLength(302);
    expect((await read())?.state.doc).toEqual(store.get().doc);
  });

  test('that cannot write says so, and is whole again once it can', async () => {
    const { store, shelf, describeIt, health, read, setTime } = desk();
    describeIt('one');
    shelf.full = true;
    describeIt('two');
    await new Promise((resolve) => setTimeout(resolve));
    expect(health.at(-1)).toBe(false);
    shelf.full = false;
    setTime(60_000);
    describeIt('three');
    await new Promise((resolve) => setTimeout(resolve));
    expect(health.at(-1)).toBe(true);
    expect((await read())?.state.doc).toEqual(store.get().doc);
  });

  test('keeps 500 steps whatever they weigh', () => {
    const { store } = desk();
    for (let n = 0; n < 600; n += 1) {
      const change = {
        kind: 'set',
        list: 'job',
        id: '',
        path: ['description'],
        before: `${n}`,
        after: `${n + 1}`,
      } as const;
      store.run({ name: 'change_job', object: '', key: '', changes: Array.from({ length: 200 }, () => change) });
    }
    const kept = bounded(store.get().history);
    expect(kept.past).toHaveLength(LEAST_STEPS);
    expect(kept.floor).toBe(store.get().history.past[99]?.mark);
  });
});

describe('unsaved steps', () => {
  test('are counted in both directions', () => {
    const { store, describeIt } = desk();
    describeIt('1');
    describeIt('2');
    const mark = store.mark();
    store.saved(mark);
    describeIt('3');
    expect(unsavedSteps(store.get().history, mark)).toBe(1);
    store.undo();
    expect(unsavedSteps(store.get().history, mark)).toBe(0);
    store.undo();
    store.undo();
    expect(unsavedSteps(store.get().history, mark)).toBe(2);
    describeIt('another way');
    expect(unsavedSteps(store.get().history, mark)).toBe(1);
  });
});

describe('opening a job', () => {
  const server = (revision: number, doc = START) => ({ born: 'then', revision, doc });

  async function book(tab: string, change?: string, arrives = false): Promise<Recalled> {
    const one = desk();
    one.describeIt('saved');
    one.save()();
    if (change) one.describeIt(change);
    if (arrives) one.save();
    const found = await one.read();
    if (!found) throw new Error('no book');
    return { ...found, key: { ...found.key, tab } };
  }

  test('the own journal is simply gone on with', async () => {
    const mine = await book('mine', 'new');
    const plan = opening(server(4), [mine], 'mine', new Set(['mine']));
    expect(plan.own?.state.doc.description).toBe('new');
    expect(plan.behind).toBe(false);
  });

  test('a save whose answer never came counts as saved when the server has it', async () => {
    const mine = await book('mine', 'new', true);
    const after = settled(mine.state, server(5, { ...START, description: 'new' }));
    expect(isDirty(after)).toBe(false);
    expect(after.revision).toBe(5);
  });

  test('a newer draft of somebody else leaves ours as it is and says so', async () => {
    const mine = await book('mine', 'new');
    const plan = opening(server(9, { ...START, description: 'theirs' }), [mine], 'mine', new Set());
    expect(plan.own?.state.doc.description).toBe('new');
    expect(plan.behind).toBe(true);
  });

  test('without changes of ours the newer draft is taken', async () => {
    const plan = opening(server(9), [await book('mine')], 'mine', new Set());
    expect(plan.own).toBeNull();
    expect(plan.useless).toHaveLength(1);
  });

  test('changes of tabs that are gone are offered, those of living tabs left alone', async () => {
    const books = [await book('gone', 'lost'), await book('alive', 'theirs')];
    const plan = opening(server(4), books, 'mine', new Set(['mine', 'alive']));
    expect(plan.lost.map((one) => one.key.tab)).toEqual(['gone']);
    expect(plan.own).toBeNull();
  });

  test('the history of a tab that is gone goes on here', async () => {
    const plan = opening(server(4), [await book('gone')], 'mine', new Set());
    expect(plan.own?.state.history.past).toHaveLength(1);
    expect(plan.own?.next).toBeNull();
    expect(plan.useless).toHaveLength(1);
  });

  test('a job of another server under the same number is another job', async () => {
    const plan = opening({ ...server(4), born: 'later' }, [await book('mine', 'new')], 'mine', new Set());
    expect(plan.own).toBeNull();
  });

  test('records say their version', async () => {
    const { shelf, describeIt } = desk();
    describeIt('x');
    expect([...shelf.books.values()][0]?.version).toBe(RECORD_VERSION);
  });
});
