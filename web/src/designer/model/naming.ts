/** Free names, ids and keys for many new parts at once. */

import type { JobDefinition } from '../../lib/definition';

/** Hands out names of the form `sql`, `sql_2`, ... that neither the document nor an earlier answer has. */
export class FreeNames {
  private readonly taken: Set<string>;
  private readonly counted = new Map<string, number>();

  constructor(taken: Iterable<string>) {
    this.taken = new Set(taken);
  }

  take(wish: string): string {
    const name = this.taken.has(wish) ? this.numbered(wish.replace(/_\d+$/, '')) : wish;
    this.taken.add(name);
    return name;
  }

  private numbered(stem: string): string {
    let number = this.counted.get(stem) ?? 2;
    while (this.taken.has(`${stem}_${number}`)) number += 1;
    this.counted.set(stem, number + 1);
    return `${stem}_${number}`;
  }
}

const LETTERS = { nodes: 'n', groups: 'g', notes: 'c' } as const;

/** Hands out ids that nothing of that kind has. */
export class FreeIds {
  private readonly taken: ReadonlySet<string>;
  private readonly letter: string;
  private number: number;

  constructor(doc: JobDefinition, list: keyof typeof LETTERS) {
    this.taken = new Set(doc[list].map((part) => part.id));
    this.letter = LETTERS[list];
    this.number = doc[list].length;
  }

  take(): string {
    do this.number += 1;
    while (this.taken.has(`${this.letter}${this.number}`));
    return `${this.letter}${this.number}`;
  }
}
