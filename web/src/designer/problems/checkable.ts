/** Which changes of a document can change what is wrong with it: moving things on the canvas cannot. */

import type { CanvasGroup, JobDefinition, JobNode } from '../../lib/definition';

function sameList<T>(a: readonly T[], b: readonly T[], same: (one: T, other: T) => boolean): boolean {
  if (a === b) return true;
  return a.length === b.length && a.every((one, index) => one === b[index] || same(one, b[index] as T));
}

/** The same but for fields that are only drawn; documents share what was not changed, so this costs little. */
function sameBut<T extends object>(drawn: ReadonlySet<string>) {
  return (a: T, b: T): boolean => {
    const other = b as Readonly<Record<string, unknown>>;
    const fields = Object.entries(a);
    if (fields.length !== Object.keys(b).length) return false;
    return fields.every(([field, value]) => drawn.has(field) || (field in other && value === other[field]));
  };
}

const sameNode = sameBut<JobNode>(new Set(['position', 'pinned', 'description']));
const sameGroup = sameBut<CanvasGroup>(new Set(['name', 'collapsed']));
const LISTS = new Set(['nodes', 'groups', 'notes']);

export function sameForChecks(a: JobDefinition, b: JobDefinition): boolean {
  if (a === b) return true;
  if (!sameBut<JobDefinition>(LISTS)(a, b)) return false;
  const sameNotes = a.notes.length === b.notes.length && a.notes.every((note, index) => note.id === b.notes[index]?.id);
  return sameNotes && sameList(a.nodes, b.nodes, sameNode) && sameList(a.groups, b.groups, sameGroup);
}
