/** What is drawn beside node cards: groups and notes, and the nodes a folded group hides. */

import type { Node } from '@xyflow/react';
import type { JobDefinition } from '../../lib/definition';
import type { Selection } from '../model/store';

export type PartNode = Node<Record<string, unknown>, 'group' | 'note'>;

const NOTHING: readonly PartNode[] = [];
const NOBODY: ReadonlySet<string> = new Set();

/** Groups and notes as React Flow draws them; below the cards. Unchanged parts must stay the same objects. */
export function partsOf(_doc: JobDefinition, _selection: Selection, _old: readonly PartNode[]): readonly PartNode[] {
  return NOTHING;
}

/** Nodes that are not drawn because a group around them is folded. */
export function hiddenIn(_doc: JobDefinition): ReadonlySet<string> {
  return NOBODY;
}
