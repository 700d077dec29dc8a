/**
 * What is wrong with the job as it is drawn now: what can be seen here at once, the rest from the server a moment
 * after the last change that matters.
 */

import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { Problem } from '../../api/types';
import type { JobDefinition } from '../../lib/definition';
import { Late, useLate } from '../../lib/late';
import type { KnownTypes } from '../model/catalog';
import type { DocumentStore } from '../model/store';
import { sameForChecks } from './checkable';
import { carriedOver, sortedProblems } from './order';

/** The first picture shows what the server found when the job was saved. */
export const localChecks = new Late(() => import('../model/validation'));

const PAUSE_MS = 600;
const AGAIN_MS = 10_000;

/** Asks the server; the signal says that nobody waits for it any more. */
export type Check = (doc: JobDefinition, signal: AbortSignal) => Promise<readonly Problem[]>;

interface Answer {
  readonly doc: JobDefinition;
  readonly problems: readonly Problem[];
}

/** The document, the same one as long as only what is drawn changes. */
function useCheckable(doc: JobDefinition): JobDefinition {
  const last = useRef(doc);
  if (!sameForChecks(last.current, doc)) last.current = doc;
  return last.current;
}

export function useJobProblems(
  store: DocumentStore,
  types: KnownTypes,
  check: Check,
  known: readonly Problem[],
): readonly Problem[] {
  const { doc } = useSyncExternalStore(store.subscribe, store.get);
  const checkable = useCheckable(doc);
  const [answer, setAnswer] = useState<Answer>(() => ({ doc, problems: known }));
  const asked = useRef<JobDefinition | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    // Somebody comes back from another window, where a connection may have been made.
    const again = () => {
      asked.current = null;
      setTurn((old) => old + 1);
    };
    window.addEventListener('focus', again);
    return () => window.removeEventListener('focus', again);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the turn says that it is to be asked once more.
  useEffect(() => {
    if (asked.current === checkable) return;
    const stop = new AbortController();
    let timer = 0;
    const ask = () => {
      check(checkable, stop.signal).then(
        (problems) => {
          if (stop.signal.aborted) return;
          asked.current = checkable;
          setAnswer({ doc: checkable, problems });
        },
        // The server is silent, or refuses: what is known stays, and it is asked again later.
        () => {
          if (!stop.signal.aborted) timer = window.setTimeout(ask, AGAIN_MS);
        },
      );
    };
    timer = window.setTimeout(ask, asked.current === null ? 0 : PAUSE_MS);
    return () => {
      window.clearTimeout(timer);
      stop.abort();
    };
  }, [checkable, check, turn]);
  const checks = useLate(localChecks);
  const local = useMemo(() => checks?.checkDocument(checkable, types) ?? [], [checks, checkable, types]);
  return useMemo(() => {
    const stale = answer.doc !== checkable;
    const server = carriedOver(answer.problems, answer.doc, checkable);
    const all = checks ? (checks.mergeProblems<Problem>(local, server, stale) as readonly Problem[]) : server;
    return sortedProblems(all, checkable);
  }, [answer, checkable, checks, local]);
}
