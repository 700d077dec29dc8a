/**
 * Speaks with the layout engine in its worker. The engine (elkjs, EPL-2.0) stays a file of its own, unmodified:
 * only its address is imported.
 */

import type { ElkNode } from '../model/arrange';

/** The part of a `Worker` that is needed; tests put the engine itself here. */
export interface Engine {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent) => void) | null;
  onerror?: ((event: ErrorEvent) => void) | null;
  terminate(): void;
}

/** `timeout`: it took too long; `engine`: it could not be loaded, or failed. */
export class ArrangeError extends Error {
  readonly reason: 'timeout' | 'engine';

  constructor(reason: 'timeout' | 'engine', message: string) {
    super(message);
    this.name = 'ArrangeError';
    this.reason = reason;
  }
}

interface Waiting {
  readonly done: (graph: ElkNode) => void;
  readonly failed: (error: ArrangeError) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** One worker, started when it is first needed and again after it had to be ended. */
export class Elk {
  private engine: Engine | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private readonly start: () => Engine | Promise<Engine>;
  private readonly timeoutMs: number;
  private last = 0;

  constructor(start: () => Engine | Promise<Engine>, timeoutMs: number) {
    this.start = start;
    this.timeoutMs = timeoutMs;
  }

  async layout(graph: ElkNode): Promise<ElkNode> {
    const engine = await this.started();
    return new Promise((done, failed) => {
      this.last += 1;
      const timer = setTimeout(() => {
        this.end(new ArrangeError('timeout', `The layout took longer than ${this.timeoutMs / 1000} s.`));
      }, this.timeoutMs);
      this.waiting.set(this.last, { done, failed, timer });
      engine.postMessage({ id: this.last, cmd: 'layout', graph, layoutOptions: {}, options: {} });
    });
  }

  private async started(): Promise<Engine> {
    if (this.engine) return this.engine;
    let engine: Engine;
    try {
      engine = await this.start();
    } catch (error) {
      throw new ArrangeError('engine', `The layout engine could not be loaded: ${String(error)}`);
    }
    if (this.engine) {
      // Two asked at once: the first one's engine serves both.
      engine.terminate();
      return this.engine;
    }
    engine.onmessage = (event) => this.answered(event.data as Answer);
    engine.onerror = (event) => this.end(new ArrangeError('engine', `The layout engine failed: ${event.message}`));
    engine.postMessage({ id: 0, cmd: 'register', algorithms: ['layered'] });
    this.engine = engine;
    return engine;
  }

  private answered({ id, data, error }: Answer): void {
    const waiting = this.waiting.get(id);
    if (!waiting) return;
    this.waiting.delete(id);
    clearTimeout(waiting.timer);
    if (data && !error) waiting.done(data);
    else waiting.failed(new ArrangeError('engine', 'The layout engine could not arrange this job.'));
  }

  /** Ends the worker: what it was asked is refused, and the next question starts another. */
  private end(error: ArrangeError): void {
    this.engine?.terminate();
    this.engine = null;
    for (const { failed, timer } of this.waiting.values()) {
      clearTimeout(timer);
      failed(error);
    }
    this.waiting.clear();
  }
}

interface Answer {
  readonly id: number;
  readonly data?: ElkNode;
  readonly error?: unknown;
}
