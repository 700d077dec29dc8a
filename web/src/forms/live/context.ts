/** What a form knows of the job around it: values for a plan time, and what expressions may name. */

import { createContext, useContext, useEffect, useSyncExternalStore } from 'react';
import type { Vocabulary } from '../el/completion';
import { type LiveBatch, type LiveState, questionOf } from './batch';

export interface Live {
  readonly batch: LiveBatch;
  readonly words: Vocabulary;
}

export const LiveContext = createContext<Live | null>(null);

/** Null where expressions mean nothing, as in the form of a connection. */
export function useLive(): Live | null {
  return useContext(LiveContext);
}

const NEVER = () => () => undefined;

/** The value of a text while the part that asks is shown; null: nothing is asked. */
export function useLiveValue(text: string | null, script?: string): LiveState | null {
  const live = useLive();
  const batch = text === null ? null : (live?.batch ?? null);
  const question = text === null ? null : questionOf(text, script);
  const key = question?.key ?? '';
  const state = useSyncExternalStore(batch?.subscribe ?? NEVER, () => batch?.get(key) ?? null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is the question.
  useEffect(() => (batch && question ? batch.want(question) : undefined), [batch, key]);
  return state;
}
