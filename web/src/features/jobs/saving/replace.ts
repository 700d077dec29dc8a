/** Makes an open document equal to another one, as one step that can be undone. */

import { type CommandName, patchChanges } from '../../../designer/model/commands';
import type { DocumentStore } from '../../../designer/model/store';
import type { JobDefinition } from '../../../lib/definition';
import { sameValue } from '../journal/same';

export function replaceDocument(
  store: DocumentStore,
  next: JobDefinition,
  name: CommandName = 'take_over',
  object = '',
): void {
  const { doc } = store.get();
  const fields = new Set([...Object.keys(doc), ...Object.keys(next)]) as Set<keyof JobDefinition>;
  const patch: Record<string, unknown> = {};
  for (const field of fields) if (!sameValue(doc[field], next[field])) patch[field] = next[field];
  store.run({ name, object, key: '', changes: patchChanges('job', '', doc, patch) });
}
