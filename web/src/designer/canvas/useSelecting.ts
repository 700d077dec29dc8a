/** What React Flow says is selected becomes the selection of the document. */

import type { EdgeChange, NodeChange } from '@xyflow/react';
import { useMemo } from 'react';
import { useDesigner } from '../context';
import { edgeKey } from '../model/changes';
import { visiblePicture } from '../model/frames';
import { nodesWithin } from '../model/grouping';
import type { Selection } from '../model/store';
import { GROUP_PREFIX, NOTE_PREFIX } from './dropTargets';
import type { CanvasNode, LineEdge } from './flow';

/** The key of a drawn edge may stand for several edges that end at a folded group. */
function edgesOf(doc: Parameters<typeof visiblePicture>[0], key: string): string[] {
  if (!key.includes(GROUP_PREFIX)) return [key];
  return (
    visiblePicture(doc)
      .edges.find((drawn) => drawn.key === key)
      ?.edges.map(edgeKey) ?? []
  );
}

export function useSelecting() {
  const { store } = useDesigner();
  return useMemo(() => {
    let banding = false;
    const onNodesChange = (changes: NodeChange<CanvasNode>[]) => {
      const picked = changes.filter((change) => change.type === 'select');
      if (picked.length === 0) return;
      const { selection, doc } = store.get();
      const [nodes, groups, notes] = [new Set(selection.nodes), new Set(selection.groups), new Set(selection.notes)];
      for (const { id, selected } of picked) {
        const put = (set: Set<string>, one: string) => (selected ? set.add(one) : set.delete(one));
        if (id.startsWith(NOTE_PREFIX)) put(notes, id.slice(NOTE_PREFIX.length));
        else if (id.startsWith(GROUP_PREFIX)) {
          const group = id.slice(GROUP_PREFIX.length);
          put(groups, group);
          for (const member of nodesWithin(doc, group)) put(nodes, member);
        }
      }
      // After the groups: a node that is named itself counts more than the group it lies in.
      for (const { id, selected } of picked)
        if (!id.startsWith(NOTE_PREFIX) && !id.startsWith(GROUP_PREFIX)) selected ? nodes.add(id) : nodes.delete(id);
      store.select({ ...selection, nodes: [...nodes], groups: [...groups], notes: [...notes] });
    };
    const onEdgesChange = (changes: EdgeChange<LineEdge>[]) => {
      const picked = changes.filter((change) => change.type === 'select');
      // A rubber band would take every edge that touches a node in it; see `onSelectionEnd`.
      if (picked.length === 0 || banding) return;
      const { selection, doc } = store.get();
      const edges = new Set(selection.edges);
      for (const { id, selected } of picked)
        for (const key of edgesOf(doc, id)) selected ? edges.add(key) : edges.delete(key);
      store.select({ ...selection, edges: [...edges] });
    };
    const onSelectionStart = () => {
      banding = true;
    };
    const onSelectionEnd = () => {
      banding = false;
      const { selection, doc } = store.get();
      const inside = new Set(selection.nodes);
      const edges = doc.edges.filter((edge) => inside.has(edge.source) && inside.has(edge.target)).map(edgeKey);
      const picked: Selection = { ...selection, edges };
      store.select(picked);
    };
    return { onNodesChange, onEdgesChange, onSelectionStart, onSelectionEnd };
  }, [store]);
}
