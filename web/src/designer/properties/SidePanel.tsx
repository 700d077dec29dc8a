/** The panel at the right: what is selected decides what it shows. Loaded apart from the canvas. */

import { useMemo } from 'react';
import { useDocument } from '../context';
import { edgeByKey, groupById, nodeById, noteById } from '../model/document';
import { BulkPanel } from './BulkPanel';
import { EdgePanel } from './EdgePanel';
import { JobPanel } from './JobPanel';
import { NodePanel } from './NodePanel';
import { GroupPanel, NotePanel } from './PartPanels';
import '../../styles/properties.css';

export function SidePanel({ jobName }: { jobName: string }) {
  const { doc, selection } = useDocument();
  const nodes = useMemo(() => selection.nodes.flatMap((id) => nodeById(doc, id) ?? []), [selection.nodes, doc]);
  const [only] = nodes;
  if (only && nodes.length === 1) return <NodePanel key={only.id} node={only} />;
  if (nodes.length > 1) return <BulkPanel key={selection.nodes.join()} nodes={nodes} />;
  const edge = selection.edges[0] === undefined ? undefined : edgeByKey(doc, selection.edges[0]);
  if (edge) return <EdgePanel key={selection.edges[0]} edge={edge} />;
  const group = selection.groups[0] === undefined ? undefined : groupById(doc, selection.groups[0]);
  if (group) return <GroupPanel key={group.id} group={group} />;
  const note = selection.notes[0] === undefined ? undefined : noteById(doc, selection.notes[0]);
  if (note) return <NotePanel key={note.id} note={note} />;
  return <JobPanel name={jobName} />;
}
