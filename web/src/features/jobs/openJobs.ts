/** The jobs open in this tab of the browser. Their documents live here, so that changing tabs loses nothing. */

import { useEffect, useSyncExternalStore } from 'react';
import { live } from '../../api/live';
import { currentWorkspace, keys, queryClient } from '../../api/queries';
import type { Job } from '../../api/types';
import { journalHealth } from './journal/browserJournal';
import { type OpenJob, openJob } from './openJob';
import { moved, shown, storedTabs, storeTabs, type TabList, without } from './tabList';

class OpenJobs {
  private tabs = storedTabs();
  private readonly jobs = new Map<number, OpenJob>();
  private readonly opening = new Map<number, Promise<OpenJob>>();
  private dirty: ReadonlySet<number> = new Set();
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getTabs = (): TabList => this.tabs;
  readonly getDirty = (): ReadonlySet<number> => this.dirty;

  show(id: number): void {
    this.setTabs(shown(this.tabs, id));
  }

  move(id: number, to: number): void {
    this.setTabs(moved(this.tabs, id, to));
  }

  /** The document is let go; its journal stays. */
  close(id: number): void {
    this.forget(id);
    this.setTabs(without(this.tabs, id));
    this.lookAtDirty();
    // Opened again later, it is asked for anew.
    queryClient.removeQueries({ queryKey: keys.job(currentWorkspace(), id) });
  }

  /** The open job, opened if it is not: one after the other may ask, all get the same. */
  load(job: Job): Promise<OpenJob> {
    const known = this.opening.get(job.id);
    if (known) return known;
    const opening = openJob(job, currentWorkspace()).then((open) => {
      if (this.opening.get(job.id) !== opening) {
        open.close();
        return open;
      }
      open.store.subscribe(() => this.lookAtDirty());
      this.jobs.set(job.id, open);
      this.lookAtDirty();
      this.tell();
      return open;
    });
    this.opening.set(job.id, opening);
    return opening;
  }

  /** Opened anew from the server and the journal. */
  reopen(id: number): void {
    this.forget(id);
    this.tell();
    void queryClient.resetQueries({ queryKey: keys.job(currentWorkspace(), id) });
  }

  private forget(id: number): void {
    this.jobs.get(id)?.close();
    this.jobs.delete(id);
    this.opening.delete(id);
  }

  open(id: number): OpenJob | undefined {
    return this.jobs.get(id);
  }

  all(): readonly OpenJob[] {
    return [...this.jobs.values()];
  }

  private lookAtDirty(): void {
    const now = [...this.jobs].filter(([, job]) => job.store.get().dirty).map(([id]) => id);
    if (now.length === this.dirty.size && now.every((id) => this.dirty.has(id))) return;
    this.dirty = new Set(now);
    this.tell();
  }

  private setTabs(tabs: TabList): void {
    if (tabs === this.tabs) return;
    this.tabs = tabs;
    storeTabs(tabs);
    this.tell();
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

export const openJobs = new OpenJobs();

/** The open job; undefined while the server and the journal are asked. */
export function useOpenJob(job: Job | undefined, id: number): OpenJob | undefined {
  const open = useSyncExternalStore(openJobs.subscribe, () => openJobs.open(id));
  useEffect(() => {
    if (job && !open) void openJobs.load(job);
  }, [job, open]);
  return open;
}

export function useTabs(): TabList {
  return useSyncExternalStore(openJobs.subscribe, openJobs.getTabs);
}

export function useDirtyIds(): ReadonlySet<number> {
  return useSyncExternalStore(openJobs.subscribe, openJobs.getDirty);
}

function resumeAll(): void {
  for (const job of openJobs.all()) job.saver.resume();
}

// What is in the journal is safe; without one, leaving would lose changes.
window.addEventListener('beforeunload', (event) => {
  if (openJobs.getDirty().size > 0 && !journalHealth.get()) event.preventDefault();
});
window.addEventListener('pagehide', () => {
  for (const job of openJobs.all()) job.saver.flush();
});
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') for (const job of openJobs.all()) void job.saver.save();
});
window.addEventListener('online', resumeAll);
live.onState(() => {
  if (live.online) resumeAll();
});
