/** Why a draft was not saved, as far as it decides what to do next. */

import { ApiError } from '../../../api/client';

export type FailureKind = 'offline' | 'signed_out' | 'conflict' | 'refused' | 'gone';

const NO_ANSWER = new Set([0, 408, 429]);

/** Whether the server answered, but could not do its work. */
export function isServerTrouble(error: unknown): boolean {
  return error instanceof ApiError && error.status >= 500;
}

export function failureKind(error: unknown): FailureKind {
  if (!(error instanceof ApiError)) return 'refused';
  // A server in trouble may be well again a moment later: as good as no answer.
  if (NO_ANSWER.has(error.status) || isServerTrouble(error)) return 'offline';
  if (error.status === 401) return 'signed_out';
  if (error.status === 404) return 'gone';
  if (error.code === 'revision_conflict') return 'conflict';
  return 'refused';
}
