/** The jobs open in this tab of the browser. Their documents live here, so that changing tabs loses nothing. */

import { useSyncExternalStore } from 'react';
import type { Job } from '../../api/types';
import { placed } from '../../designer/model/layout';
import { DocumentStore } from '../../designer/model/store';

export interface OpenJob {
  readonly store: DocumentStore;
  revision: number;
  /** The save under way or the last one: whether the server took it. */
  saving?: Promise<boolean>;
}

const STORED = 'millrace_open_jobs';

function storedIds(): number[] {
  try {
    const ids: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]');
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'number') : [];
  } catch {
    return [];
  }
}

class OpenJobs {
  private ids = storedIds();
  private readonly jobs = new Map<number, OpenJob>();
  private dirty: ReadonlySet<number> = new Set();
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getIds = (): number[] => this.ids;
  readonly getDirty = (): ReadonlySet<number> => this.dirty;

  show(id: number): void {
    if (!this.ids.includes(id)) this.setIds([...this.ids, id]);
  }

  close(id: number): void {
    this.jobs.delete(id);
    this.setIds(this.ids.filter((other) => other !== id));
    this.lookAtDirty();
  }

  /** The document of a job: the open one, else a new one from what the server sent. */
  document(job: Job): OpenJob {
    const open = this.jobs.get(job.id);
    if (open) return open;
    const fresh: OpenJob = { store: new DocumentStore(placed(job.definition)), revision: job.revision };
    fresh.store.subscribe(() => this.lookAtDirty());
    this.jobs.set(job.id, fresh);
    return fresh;
  }

  open(id: number): OpenJob | undefined {
    return this.jobs.get(id);
  }

  private lookAtDirty(): void {
    const now = [...this.jobs].filter(([, job]) => job.store.get().dirty).map(([id]) => id);
    if (now.length === this.dirty.size && now.every((id) => this.dirty.has(id))) return;
    this.dirty = new Set(now);
    this.tell();
  }

  private setIds(ids: number[]): void {
    this.ids = ids;
    localStorage.setItem(STORED, JSON.stringify(ids));
    this.tell();
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

export const openJobs = new OpenJobs();

export function useOpenIds(): number[] {
  return useSyncExternalStore(openJobs.subscribe, openJobs.getIds);
}

export function useDirtyIds(): ReadonlySet<number> {
  return useSyncExternalStore(openJobs.subscribe, openJobs.getDirty);
}

window.addEventListener('beforeunload', (event) => {
  if (openJobs.getDirty().size > 0) event.preventDefault();
});
