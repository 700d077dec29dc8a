/** Which component draws what. */

import type { EdgeTypes, NodeTypes } from '@xyflow/react';
import { ConditionEdge } from './ConditionEdge';
import { NodeCard } from './NodeCard';

export const nodeTypes: NodeTypes = { card: NodeCard };
export const edgeTypes: EdgeTypes = { line: ConditionEdge };
