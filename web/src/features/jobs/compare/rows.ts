/** Two sets of changes of one document, side by side: per object, per field, with what is in conflict. */

import { type DifferenceKind, type DifferencePart, difference } from '../../../designer/model/difference';
import { type Conflict, mergeThree } from '../../../designer/model/merge';
import type { JobDefinition } from '../../../lib/definition';

export interface FieldRow {
  readonly path: string;
  readonly base: unknown;
  readonly mine: unknown;
  readonly theirs: unknown;
  readonly byMe: boolean;
  readonly byThem: boolean;
  readonly conflict: Conflict | null;
}

export interface ObjectRow {
  readonly key: string;
  readonly part: DifferencePart;
  readonly name: string;
  readonly mine: DifferenceKind | null;
  readonly theirs: DifferenceKind | null;
  /** The whole object: removed on one side and changed on the other. */
  readonly conflict: Conflict | null;
  readonly fields: readonly FieldRow[];
}

export interface Comparison {
  readonly rows: readonly ObjectRow[];
  readonly conflicts: readonly Conflict[];
}

export function comparison(base: JobDefinition, mine: JobDefinition, theirs: JobDefinition): Comparison {
  const { conflicts } = mergeThree(base, mine, theirs);
  const inConflict = new Map(conflicts.map((one) => [`${one.part}:${one.id}:${one.path}`, one]));
  const left = difference(base, mine);
  const right = difference(base, theirs);
  const keyOf = (one: { part: string; id: string }) => `${one.part}:${one.id}`;
  const [byMe, byThem] = [left, right].map((list) => new Map(list.map((one) => [keyOf(one), one])));
  const keys = [...new Set([...left, ...right].map(keyOf))];
  const rows = keys.flatMap((key): ObjectRow[] => {
    const ours = byMe?.get(key);
    const other = byThem?.get(key);
    const known = ours ?? other;
    if (!known) return [];
    const paths = [...new Set([...(ours?.fields ?? []), ...(other?.fields ?? [])].map((field) => field.path))];
    const fields = paths.map((path): FieldRow => {
      const m = ours?.fields.find((field) => field.path === path);
      const h = other?.fields.find((field) => field.path === path);
      const before = m ? m.before : h?.before;
      return {
        path,
        base: before,
        mine: m ? m.after : before,
        theirs: h ? h.after : before,
        byMe: m !== undefined,
        byThem: h !== undefined,
        conflict: inConflict.get(`${key}:${path}`) ?? null,
      };
    });
    return [
      {
        key,
        part: known.part,
        name: known.name,
        mine: ours?.kind ?? null,
        theirs: other?.kind ?? null,
        conflict: inConflict.get(`${key}:`) ?? null,
        fields,
      },
    ];
  });
  return { rows, conflicts };
}
