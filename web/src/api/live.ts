/** One event stream a tab. Parts of the studio say which topics they need; the stream is opened anew when that changes. */

import { useEffect, useRef } from 'react';
import { isRecord } from './client';
import { queryClient, ws } from './queries';

export type LiveEvent = 'instance' | 'node_run' | 'log' | 'tree' | 'draft' | 'reload';
export type LiveHandler = (event: LiveEvent, data: Record<string, unknown>) => void;

const EVENTS: readonly LiveEvent[] = ['instance', 'node_run', 'log', 'tree', 'draft', 'reload'];
const REOPEN_DELAY_MS = 60;

class LiveStream {
  private readonly topics = new Map<string, number>();
  private readonly handlers = new Set<LiveHandler>();
  private readonly listeners = new Set<() => void>();
  private source: EventSource | null = null;
  private opened = '';
  private timer: ReturnType<typeof setTimeout> | undefined;
  private wasDown = false;
  online = true;

  add(topics: readonly string[], handler: LiveHandler): () => void {
    for (const topic of topics) this.topics.set(topic, (this.topics.get(topic) ?? 0) + 1);
    this.handlers.add(handler);
    this.schedule();
    return () => {
      for (const topic of topics) {
        const left = (this.topics.get(topic) ?? 1) - 1;
        if (left > 0) this.topics.set(topic, left);
        else this.topics.delete(topic);
      }
      this.handlers.delete(handler);
      this.schedule();
    };
  }

  /** For the banner "the server does not answer". */
  onState = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  close(): void {
    this.source?.close();
    this.source = null;
    this.opened = '';
  }

  private schedule(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(), REOPEN_DELAY_MS);
  }

  private open(): void {
    const wanted = [...this.topics.keys()].sort().join(',');
    if (wanted === this.opened) return;
    this.close();
    if (wanted === '') return;
    this.opened = wanted;
    const source = new EventSource(ws(`/events?topics=${encodeURIComponent(wanted)}`));
    this.source = source;
    // What changed between the first answer and this moment was not heard: ask once more.
    source.onopen = () => {
      if (this.wasDown) this.emit('reload', {});
      else void queryClient.invalidateQueries({ queryKey: ['instance'] });
      this.setOnline(true);
    };
    source.onerror = () => {
      this.wasDown = true;
      this.setOnline(false);
      if (source.readyState === EventSource.CLOSED) {
        this.opened = '';
        this.timer = setTimeout(() => this.open(), 3000);
      }
    };
    for (const name of EVENTS) {
      source.addEventListener(name, (message) => this.emit(name, parse((message as MessageEvent<string>).data)));
    }
  }

  private setOnline(online: boolean): void {
    if (online) this.wasDown = false;
    if (this.online === online) return;
    this.online = online;
    for (const listener of this.listeners) listener();
  }

  private emit(event: LiveEvent, data: Record<string, unknown>): void {
    if (event === 'reload') void queryClient.invalidateQueries({ predicate: (q) => isLiveKey(q.queryKey[0]) });
    for (const handler of [...this.handlers]) handler(event, data);
  }
}

function isLiveKey(first: unknown): boolean {
  return first === 'instances' || first === 'instance' || first === 'node_run' || first === 'tree';
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

export const live = new LiveStream();

/** Hears the events of the topics while the component is shown. */
export function useLive(topics: readonly string[], handler: LiveHandler): void {
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  const wanted = topics.join(',');
  useEffect(() => {
    if (wanted === '') return;
    return live.add(wanted.split(','), (event, data) => latest.current(event, data));
  }, [wanted]);
}
