/** Which component draws what. */

import type { EdgeTypes, NodeTypes } from '@xyflow/react';
import { ConditionEdge } from './ConditionEdge';
import { GroupPart } from './GroupPart';
import { NodeCard } from './NodeCard';
import { NotePart } from './NotePart';

export const nodeTypes: NodeTypes = { card: NodeCard, group: GroupPart, note: NotePart };
export const edgeTypes: EdgeTypes = { line: ConditionEdge };
