/** Why a draft was not saved, as far as it decides what to do next. */

import { ApiError } from '../../../api/client';

export type FailureKind = 'offline' | 'signed_out' | 'conflict' | 'refused' | 'gone';

const NO_ANSWER = new Set([0, 408, 429, 502, 503, 504]);

export function failureKind(error: unknown): FailureKind {
  if (!(error instanceof ApiError)) return 'refused';
  if (NO_ANSWER.has(error.status)) return 'offline';
  if (error.status === 401) return 'signed_out';
  if (error.status === 404) return 'gone';
  if (error.code === 'revision_conflict') return 'conflict';
  return 'refused';
}
