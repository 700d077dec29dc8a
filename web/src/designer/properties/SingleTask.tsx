/** A job of one task: its editor is the page. */

import type { JobNode } from '../../lib/definition';
import { NodePanel } from './NodePanel';

export function SingleTask({ node }: { node: JobNode }) {
  return <NodePanel node={node} wide />;
}
