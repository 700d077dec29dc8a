/** Small texts made from codes of the server. */

/** A reason code (`previous_attempt_ending`) as words; a sentence stays as it is. */
export function reasonText(reason: string | null): string {
  if (!reason) return '';
  return /^[a-z0-9_]+$/.test(reason) ? reason.replaceAll('_', ' ') : reason;
}
