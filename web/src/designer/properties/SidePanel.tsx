/** The panel at the right: what is selected decides what it shows. Loaded apart from the canvas. */

import { useDocument } from '../context';
import { JobPanel } from './JobPanel';
import { NodePanel } from './NodePanel';

export function SidePanel({ jobName }: { jobName: string }) {
  const { doc, selection } = useDocument();
  const [id] = selection.nodes;
  const node = selection.nodes.length === 1 ? doc.nodes.find((one) => one.id === id) : undefined;
  if (node) return <NodePanel key={node.id} node={node} />;
  return <JobPanel name={jobName} />;
}
