/** What a screen reader says of a node: its name, type, how many edges lead in and on, and its problems. */

import type { NodeType } from '../../api/types';
import type { JobDefinition, JobNode } from '../../lib/definition';
import { nextOf, previousOf } from '../model/document';

export interface LabelTexts {
  /** With the holes `{{name}}`, `{{type}}`, `{{up}}` and `{{down}}`. */
  readonly node: string;
  readonly error: string;
  readonly warning: string;
  readonly disabled: string;
}

export type Labels = (
  doc: JobDefinition,
  node: JobNode,
  type: NodeType | undefined,
  problem: 'error' | 'warning' | null,
) => string;

/** The holes are filled by hand: thousands of nodes are labelled after every change. */
export function labelsOf(texts: LabelTexts): Labels {
  const pieces = texts.node.split(/\{\{(\w+)\}\}/);
  return (doc, node, type, problem) => {
    const values: Readonly<Record<string, string>> = {
      name: node.name,
      type: type?.label ?? node.type,
      up: String(previousOf(doc, node.id).length),
      down: String(nextOf(doc, node.id).length),
    };
    let text = '';
    for (const [index, piece] of pieces.entries()) text += index % 2 === 0 ? piece : (values[piece] ?? '');
    if (node.dry_run) text += `, ${texts.disabled}`;
    return problem === null ? text : `${text}, ${texts[problem]}`;
  };
}
