/** What is searched for: words, and filters. */

export interface Query {
  /** In lower case; all are to be found. */
  readonly words: readonly string[];
  readonly type: string | null;
  readonly state: string | null;
  readonly uses: string | null;
  readonly invalid: boolean;
}

const PART = /(?:(type|state|uses):)?(?:"([^"]*)"?|(\S+))/gi;

/** `type:sql state:failed uses:dwh invalid "two words" word`. A filter without a value is not there yet. */
export function parseQuery(text: string): Query {
  const words: string[] = [];
  const filters: Record<string, string> = {};
  let invalid = false;
  for (const [whole, filter, quoted, plain = ''] of text.matchAll(PART)) {
    const value = (quoted ?? plain).toLowerCase();
    if (filter) filters[filter.toLowerCase()] = value;
    else if (whole.toLowerCase() === 'invalid') invalid = true;
    else if (value !== '' && !/^(type|state|uses):$/.test(value)) words.push(value);
  }
  return {
    words,
    type: filters.type || null,
    state: filters.state || null,
    uses: filters.uses || null,
    invalid,
  };
}

export function hasFilters({ type, state, uses, invalid }: Query): boolean {
  return type !== null || state !== null || uses !== null || invalid;
}
