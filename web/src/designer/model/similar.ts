/** How many letters must be put in, taken out or exchanged to make one text of the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}

/** The most similar of the texts; null where none has even half of it in common. */
export function nearest(text: string, others: readonly string[]): string | null {
  const wanted = text.toLowerCase();
  let best: string | null = null;
  let least = Math.max(1, Math.ceil(text.length / 2));
  for (const other of others) {
    // A text that is much longer or shorter cannot be near.
    if (Math.abs(other.length - text.length) > least) continue;
    const far = distance(wanted, other.toLowerCase());
    if (far < least || (far === least && best === null)) [best, least] = [other, far];
  }
  return best;
}
