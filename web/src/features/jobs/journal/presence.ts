/**
 * Which tabs of this browser are alive, and which jobs they have open. With Web Locks the browser itself knows; without
 * them (plain http on a name that is not localhost) the tabs ask one another.
 */

import { randomKey } from '../../../lib/random';

const TAB = 'millrace_tab';
const LOCK = 'millrace:';
const CHANNEL = 'millrace_tabs';
const OWN_LOCK_WAIT_MS = 1000;
const ANSWER_MS = 250;

export interface Presence {
  /** The name of this tab: the same after a reload, another one in a duplicate of the tab. */
  readonly tab: Promise<string>;
  /** Names of all living tabs. */
  alive(): Promise<ReadonlySet<string>>;
  /** Says that this tab has the job open; the answer ends that. */
  open(job: string): () => void;
  /** Whether another living tab has the job open. */
  elsewhere(job: string): Promise<boolean>;
  /** Called when other tabs open or close jobs. */
  onChange(listener: () => void): () => void;
}

function storedTab(): string | null {
  try {
    return sessionStorage.getItem(TAB);
  } catch {
    return null;
  }
}

function newTab(): string {
  const tab = randomKey();
  try {
    sessionStorage.setItem(TAB, tab);
  } catch {
    // Without session storage each reload is a new tab; the journal of the old one is offered as a recovery.
  }
  return tab;
}

/** Tells other tabs that something changed, and hears of them. */
class News {
  readonly channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(CHANNEL);
  private readonly listeners = new Set<() => void>();

  constructor() {
    this.channel?.addEventListener('message', (message: MessageEvent<unknown>) => {
      if (message.data === 'changed') for (const listener of [...this.listeners]) listener();
    });
    window.addEventListener('pagehide', () => this.tell());
  }

  tell(): void {
    this.channel?.postMessage('changed');
  }

  readonly onChange = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}

/** Holds a lock until the answer is called, or for the life of the tab. Null: somebody else has it. */
function hold(name: string, wait: number): Promise<(() => void) | null> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(wait);
    navigator.locks
      .request(name, { signal }, () => new Promise<void>((release) => resolve(() => release())))
      .catch(() => resolve(null));
  });
}

class LockPresence implements Presence {
  readonly tab: Promise<string>;
  private readonly news = new News();

  constructor() {
    this.tab = this.claim();
  }

  async alive(): Promise<ReadonlySet<string>> {
    return new Set((await this.names('tab:')).map((name) => name));
  }

  open(job: string): () => void {
    let release: (() => void) | null = null;
    let left = false;
    void this.tab
      .then((tab) => hold(`${LOCK}job:${job}:${tab}`, 10_000))
      .then((free) => {
        release = free;
        if (left) free?.();
        this.news.tell();
      });
    return () => {
      left = true;
      release?.();
      // The lock is given back a moment later.
      setTimeout(() => this.news.tell(), 50);
    };
  }

  async elsewhere(job: string): Promise<boolean> {
    const tab = await this.tab;
    return (await this.names(`job:${job}:`)).some((name) => name !== tab);
  }

  onChange(listener: () => void): () => void {
    return this.news.onChange(listener);
  }

  private async names(prefix: string): Promise<string[]> {
    const { held } = await navigator.locks.query();
    const whole = LOCK + prefix;
    return (held ?? []).flatMap(({ name }) => (name?.startsWith(whole) ? [name.slice(whole.length)] : []));
  }

  private async claim(): Promise<string> {
    const stored = storedTab();
    // After a reload the old page may hold the lock for a moment; a duplicated tab holds it for good.
    if (stored && (await hold(`${LOCK}tab:${stored}`, OWN_LOCK_WAIT_MS))) return stored;
    const tab = newTab();
    await hold(`${LOCK}tab:${tab}`, OWN_LOCK_WAIT_MS);
    return tab;
  }
}

interface Question {
  readonly ask: string;
}

interface Answer {
  readonly answer: string;
  readonly tab: string;
  readonly jobs: readonly string[];
}

function isQuestion(data: unknown): data is Question {
  return typeof data === 'object' && data !== null && 'ask' in data;
}

function isAnswer(data: unknown): data is Answer {
  return typeof data === 'object' && data !== null && 'answer' in data && 'tab' in data && 'jobs' in data;
}

class ChannelPresence implements Presence {
  readonly tab: Promise<string>;
  private readonly news = new News();
  private readonly jobs = new Set<string>();
  private mine: string | null = null;

  constructor() {
    this.tab = this.claim();
    this.news.channel?.addEventListener('message', (message: MessageEvent<unknown>) => {
      if (!isQuestion(message.data) || this.mine === null) return;
      const answer: Answer = { answer: message.data.ask, tab: this.mine, jobs: [...this.jobs] };
      this.news.channel?.postMessage(answer);
    });
  }

  async alive(): Promise<ReadonlySet<string>> {
    return new Set([...(await this.ask()).map((answer) => answer.tab), await this.tab]);
  }

  open(job: string): () => void {
    this.jobs.add(job);
    this.news.tell();
    return () => {
      this.jobs.delete(job);
      this.news.tell();
    };
  }

  async elsewhere(job: string): Promise<boolean> {
    return (await this.ask()).some((answer) => answer.jobs.includes(job));
  }

  onChange(listener: () => void): () => void {
    return this.news.onChange(listener);
  }

  private async claim(): Promise<string> {
    const stored = storedTab();
    const taken = stored !== null && (await this.ask()).some((answer) => answer.tab === stored);
    this.mine = stored === null || taken ? newTab() : stored;
    return this.mine;
  }

  private ask(): Promise<Answer[]> {
    const { channel } = this.news;
    if (!channel) return Promise.resolve([]);
    return new Promise((resolve) => {
      const ask = randomKey();
      const answers: Answer[] = [];
      const hear = (message: MessageEvent<unknown>) => {
        if (isAnswer(message.data) && message.data.answer === ask) answers.push(message.data);
      };
      channel.addEventListener('message', hear);
      channel.postMessage({ ask } satisfies Question);
      setTimeout(() => {
        channel.removeEventListener('message', hear);
        resolve(answers);
      }, ANSWER_MS);
    });
  }
}

export function browserPresence(): Presence {
  return 'locks' in navigator ? new LockPresence() : new ChannelPresence();
}
