/** Small texts made from codes of the server. */

import i18next from 'i18next';
import type { TextKey } from './i18n';

/** A reason code (`upstream_policy`) in words of the language; one without words as it reads, a sentence as it is. */
export function reasonText(reason: string | null): string {
  if (!reason) return '';
  if (!/^[a-z0-9_]+$/.test(reason)) return reason;
  const key = `reason.${reason}` as TextKey;
  return i18next.exists(key) ? i18next.t(key) : reason.replaceAll('_', ' ');
}
