/**
 * Values of expressions for the fields that are seen: one request for all of them, a moment after the last change.
 *
 * An answer belongs to the facts it was asked with (parameters, plan time); `renew` makes all answers old, and they
 * stay in sight until the new ones come.
 */

export interface Question {
  readonly key: string;
  readonly text: string;
  /** A stored script in place of the text. */
  readonly script?: string;
}

export interface Answer {
  readonly ok: boolean;
  readonly type?: string;
  readonly value?: unknown;
  readonly text?: string;
  readonly message?: string;
  readonly column?: number | null;
}

export interface Answers {
  readonly items: readonly (Answer & { readonly key: string })[];
  readonly instance_id?: number | null;
}

export type Ask = (questions: readonly Question[], signal: AbortSignal) => Promise<Answers>;

export interface LiveState {
  readonly answer: Answer | null;
  /** Asked again at the moment. */
  readonly old: boolean;
  /** The server did not answer. */
  readonly failed: boolean;
}

interface Known {
  state: LiveState;
  age: number;
}

const PAUSE_MS = 300;
const MOST_KEPT = 500;
const MOST_ASKED = 200;
const UNKNOWN: LiveState = { answer: null, old: true, failed: false };

export function questionOf(text: string, script?: string): Question {
  return script === undefined ? { key: `t:${text}`, text } : { key: `s:${script}`, text: '', script };
}

export class LiveBatch {
  private readonly ask: Ask;
  private readonly pause: number;
  private readonly wanted = new Map<string, { question: Question; count: number }>();
  private readonly known = new Map<string, Known>();
  private readonly listeners = new Set<() => void>();
  private age = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: AbortController | null = null;
  /** The instance whose outputs the last answers used. */
  instance: number | null = null;

  constructor(ask: Ask, pause: number = PAUSE_MS) {
    this.ask = ask;
    this.pause = pause;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly get = (key: string): LiveState => this.known.get(key)?.state ?? UNKNOWN;

  /** A field shows this text now; gives back how to end that. */
  want(question: Question): () => void {
    const there = this.wanted.get(question.key);
    if (there) there.count += 1;
    else this.wanted.set(question.key, { question, count: 1 });
    if (this.known.get(question.key)?.age !== this.age || this.get(question.key).failed) this.plan();
    return () => {
      const now = this.wanted.get(question.key);
      if (!now) return;
      now.count -= 1;
      if (now.count === 0) this.wanted.delete(question.key);
    };
  }

  /** The facts have changed: what is in sight is asked for again. */
  renew(): void {
    this.age += 1;
    if (this.wanted.size > 0) this.plan();
  }

  end(): void {
    clearTimeout(this.timer);
    this.running?.abort();
  }

  private plan(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.send(), this.pause);
  }

  private async send(): Promise<void> {
    this.running?.abort();
    const age = this.age;
    const open = [...this.wanted.values()].map((one) => one.question).filter((one) => this.isOpen(one.key));
    const questions = open.slice(0, MOST_ASKED);
    if (questions.length === 0) return;
    const control = new AbortController();
    this.running = control;
    try {
      const found = await this.ask(questions, control.signal);
      if (control.signal.aborted) return;
      if (found.instance_id) this.instance = found.instance_id;
      for (const { key, ...answer } of found.items)
        this.known.set(key, { age, state: { answer, old: false, failed: false } });
    } catch {
      if (control.signal.aborted) return;
      for (const { key } of questions) {
        const answer = this.get(key).answer;
        this.known.set(key, { age, state: { answer, old: true, failed: true } });
      }
    }
    this.running = null;
    this.forget();
    for (const listener of [...this.listeners]) listener();
    if (open.length > questions.length) this.plan();
  }

  private isOpen(key: string): boolean {
    const known = this.known.get(key);
    return known === undefined || known.age !== this.age || known.state.failed;
  }

  private forget(): void {
    for (const key of this.known.keys()) {
      if (this.known.size <= MOST_KEPT) return;
      if (!this.wanted.has(key)) this.known.delete(key);
    }
  }
}
