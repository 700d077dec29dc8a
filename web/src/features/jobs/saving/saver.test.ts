import { describe, expect, test } from 'vitest';
import { ApiError } from '../../../api/client';
import { changeJob } from '../../../designer/model/commands';
import { DocumentStore } from '../../../designer/model/store';
import { fillDefinition, type JobDefinition } from '../../../lib/definition';
import { replaceDocument } from './replace';
import { BUSY_MS, QUIET_MS, type SaveHost, Saver, type ServerDraft } from './saver';

const START = fillDefinition({ nodes: [] });

/** A server in memory, with a clock and timers that are turned by hand. */
function bench() {
  let time = 0;
  let timers: { at: number; work: () => void }[] = [];
  let server: ServerDraft = { revision: 1, doc: START, by: 'ada', at: 't1' };
  const trouble: unknown[] = [];
  let arrives = false;
  const sent: JobDefinition[] = [];
  let renewed = 0;
  const host: SaveHost = {
    send: async (revision, doc) => {
      sent.push(doc);
      const error = trouble.shift();
      if (error && !arrives) throw error;
      if (revision !== server.revision) throw new ApiError(409, { code: 'revision_conflict' });
      server = { revision: revision + 1, doc, by: 'me', at: `t${revision + 1}` };
      if (error) throw error;
      return { revision: server.revision, updated_at: server.at };
    },
    fetch: async () => server,
    renew: async () => {
      renewed += 1;
    },
    now: () => time,
    timer: (work, ms) => {
      const timer = { at: time + ms, work };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    replace: replaceDocument,
  };
  const store = new DocumentStore(START, () => time);
  const saver = new Saver(host, store, { revision: 1, base: START, sent: [], at: null });
  const settle = async () => {
    for (let n = 0; n < 30; n += 1) await Promise.resolve();
  };
  const pass = async (ms: number) => {
    const end = time + ms;
    for (;;) {
      const next = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      time = next.at;
      timers = timers.filter((timer) => timer !== next);
      next.work();
      await settle();
    }
    time = end;
    await settle();
  };
  const change = (text: string) => store.run(changeJob(store.get().doc, { description: text }));
  const others = (text: string) => {
    server = { revision: server.revision + 1, doc: { ...server.doc, description: text }, by: 'bob', at: 'tb' };
  };
  return {
    store,
    saver,
    sent,
    trouble,
    pass,
    settle,
    change,
    others,
    server: () => server,
    setArrives: () => {
      arrives = true;
    },
    renewed: () => renewed,
  };
}

describe('saving by itself', () => {
  test('happens soon after the last change', async () => {
    const { change, pass, sent, saver, server } = bench();
    change('one');
    await pass(QUIET_MS - 1);
    expect(sent).toHaveLength(0);
    await pass(1);
    expect(server().doc.description).toBe('one');
    expect(saver.get()).toMatchObject({ phase: 'idle', at: 't2' });
  });

  test('goes on every two seconds while somebody types', async () => {
    const { change, pass, sent } = bench();
    for (let n = 0; n < 100; n += 1) {
      change(`${n}`);
      await pass(100);
    }
    expect(sent.length).toBeGreaterThanOrEqual(10_000 / BUSY_MS - 1);
    expect(sent.length).toBeLessThanOrEqual(10_000 / BUSY_MS + 1);
  });

  test('sends nothing when the change was taken back', async () => {
    const { change, pass, sent, store } = bench();
    change('one');
    store.undo();
    await pass(10_000);
    expect(sent).toHaveLength(0);
  });

  test('on demand saves at once, one after the other', async () => {
    const { change, saver, server } = bench();
    change('one');
    const first = saver.save();
    change('two');
    expect(await Promise.all([first, saver.save()])).toEqual([true, true]);
    expect(server()).toMatchObject({ revision: 2, doc: { description: 'two' } });
  });
});

describe('what goes wrong', () => {
  test('no connection: tried again, each time later, and at once when it is back', async () => {
    const { change, pass, saver, sent, trouble, server, settle } = bench();
    trouble.push(...Array.from({ length: 4 }, () => new ApiError(0, {})));
    change('one');
    await pass(QUIET_MS);
    expect(saver.get().phase).toBe('offline');
    await pass(5000);
    expect(sent.length).toBeLessThanOrEqual(4);
    trouble.length = 0;
    saver.resume();
    await settle();
    expect(saver.get().phase).toBe('idle');
    expect(server().doc.description).toBe('one');
  });

  test('a server in trouble: tried again by itself, without another change', async () => {
    const { change, pass, saver, sent, trouble, server } = bench();
    trouble.push(new ApiError(500, {}), new ApiError(507, {}));
    change('one');
    await pass(QUIET_MS);
    expect(saver.get().phase).toBe('offline');
    await pass(1500);
    expect(sent).toHaveLength(2);
    await pass(2999);
    expect(sent).toHaveLength(2);
    await pass(1);
    expect(saver.get().phase).toBe('idle');
    expect(server().doc.description).toBe('one');
  });

  test('an answer that got lost is no conflict', async () => {
    const { change, pass, saver, trouble, setArrives, server, store } = bench();
    setArrives();
    trouble.push(new ApiError(0, {}));
    change('one');
    await pass(QUIET_MS);
    expect(saver.get().phase).toBe('offline');
    await pass(60_000);
    expect(saver.get().phase).toBe('idle');
    expect(store.get().dirty).toBe(false);
    expect(server().revision).toBe(2);
  });

  test.each([
    [401, {}, 'signed_out'],
    [404, {}, 'gone'],
    [413, {}, 'refused'],
    [422, {}, 'refused'],
    [500, {}, 'offline'],
    [503, {}, 'offline'],
    [409, { code: 'lock_lost' }, 'refused'],
  ] as const)('%i %j is %s, and the changes stay', async (status, body, phase) => {
    const { change, pass, saver, store, trouble } = bench();
    trouble.push(new ApiError(status, body));
    change('one');
    await pass(QUIET_MS);
    expect(saver.get().phase).toBe(phase);
    expect(store.get().doc.description).toBe('one');
    expect(store.get().dirty).toBe(true);
  });

  test('403 is tried once more with a new token', async () => {
    const { change, pass, saver, trouble, renewed } = bench();
    trouble.push(new ApiError(403, {}));
    change('one');
    await pass(QUIET_MS);
    expect([renewed(), saver.get().phase]).toEqual([1, 'idle']);
  });

  test('what was refused is tried again with the next change, not all the time', async () => {
    const { change, pass, saver, trouble, sent } = bench();
    trouble.push(new ApiError(422, {}));
    change('one');
    await pass(60_000);
    expect(sent).toHaveLength(1);
    change('two');
    await pass(10_000);
    expect(saver.get().phase).toBe('idle');
  });
});

describe('a newer draft of somebody else', () => {
  test('is followed while nothing was changed here, as one step', async () => {
    const { others, saver, store } = bench();
    others('theirs');
    await saver.hear(2);
    expect(store.get()).toMatchObject({ dirty: false, doc: { description: 'theirs' } });
    expect(saver.get().followed?.by).toBe('bob');
    store.undo();
    expect(store.get().doc).toEqual(START);
  });

  test('stops saving when both have changes, until one decides', async () => {
    const { others, change, pass, saver, sent, server, store } = bench();
    others('theirs');
    change('mine');
    await pass(60_000);
    expect(saver.get()).toMatchObject({ phase: 'conflict', theirs: { by: 'bob' } });
    change('mine again');
    await pass(60_000);
    expect(sent).toHaveLength(1);
    const { theirs } = saver.get();
    if (!theirs) throw new Error('no conflict');
    saver.settle(theirs, false);
    await pass(10);
    expect(server()).toMatchObject({ revision: 3, doc: { description: 'mine again' } });
    expect(store.get().dirty).toBe(false);
  });

  test('of an older revision is no news', async () => {
    const { saver, store } = bench();
    await saver.hear(1);
    expect(store.get().history.past).toHaveLength(0);
  });
});
