/** Cards are all alike, so their size and their ports are known without measuring. */

import { type NodeHandle, Position as Side } from '@xyflow/react';
import { NODE_HEIGHT, NODE_WIDTH } from '../model/document';

const PORT = 9;

/** React Flow then neither mounts nor measures what is out of sight. */
export const MEASURED = { width: NODE_WIDTH, height: NODE_HEIGHT };

export const PORTS: NodeHandle[] = [
  { type: 'target', position: Side.Top, x: (NODE_WIDTH - PORT) / 2, y: -PORT / 2, width: PORT, height: PORT },
  {
    type: 'source',
    position: Side.Bottom,
    x: (NODE_WIDTH - PORT) / 2,
    y: NODE_HEIGHT - PORT / 2,
    width: PORT,
    height: PORT,
  },
];
