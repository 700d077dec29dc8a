/** Actions that add, connect, name and remove. */

import { toggleDisabled } from '../model/bulk';
import { remove } from '../model/commands';
import { edgeByKey } from '../model/document';
import { newNote } from '../model/notes';
import { type EdgeEnd, removeAndReconnect } from '../model/wiring';
import type { Action, ActionContext } from './action';
import { anyChosen, chosen, edgeChosen, nodesChosen, oneFocused } from './chosen';
import { connectList } from './connectList';
import { focusOf, partOf } from './focus';

const withView = ({ view }: ActionContext) => view !== null;

function beside(direction: 'after' | 'before') {
  return ({ store, view }: ActionContext) => {
    const node = focusOf(store);
    if (node) view?.quickAdd(direction === 'after' ? { after: node.id } : { before: node.id });
  };
}

/** For an edge that has the focus, the list of where one of its ends may go instead. */
function reconnectEnd(end: EdgeEnd) {
  return (context: ActionContext) => {
    const key = edgeChosen(context);
    const edge = key === null ? undefined : edgeByKey(context.store.get().doc, key);
    if (!key || !edge) return;
    const fast = end === 'target' ? edge.source : edge.target;
    connectList.show({ ends: [fast], direction: end === 'target' ? 'to' : 'from', edge: key });
  };
}

function connectFrom(direction: 'to' | 'from') {
  const ofEdge = reconnectEnd(direction === 'to' ? 'target' : 'source');
  return (context: ActionContext) => {
    if (edgeChosen(context) !== null) {
      ofEdge(context);
      return;
    }
    const ends = direction === 'to' ? chosen(context).nodes : [focusOf(context.store)?.id ?? ''];
    connectList.show({ ends, direction });
  };
}

/** With the edges on one that leads on: nothing chosen but edges means these. */
function removeChosen(context: ActionContext): void {
  context.store.run(remove(context.store.get().doc, chosen(context)));
}

export const buildActions: readonly Action[] = [
  {
    id: 'add.node',
    label: 'action.add_node',
    group: 'build',
    scope: 'canvas',
    keys: ['N'],
    edits: true,
    enabled: withView,
    needs: 'reason.open_canvas',
    perform: ({ view }) => view?.quickAdd({}),
  },
  {
    id: 'add.after',
    label: 'action.add_after',
    group: 'build',
    scope: 'canvas',
    keys: ['A'],
    edits: true,
    enabled: (context) => withView(context) && oneFocused(context),
    needs: 'reason.choose_node',
    perform: beside('after'),
  },
  {
    id: 'add.before',
    label: 'action.add_before',
    group: 'build',
    scope: 'canvas',
    keys: ['Shift+A'],
    edits: true,
    enabled: (context) => withView(context) && oneFocused(context),
    needs: 'reason.choose_node',
    perform: beside('before'),
  },
  {
    id: 'add.pointer',
    label: 'action.add_pointer',
    group: 'build',
    scope: 'canvas',
    // Tab only while the pointer leads, over the canvas: to the keyboard it is the way out.
    keys: ['/', 'Tab'],
    edits: true,
    enabled: withView,
    needs: 'reason.open_canvas',
    perform: ({ view }) => {
      const at = view?.pointer();
      view?.quickAdd(at ? { at } : {});
    },
  },
  {
    id: 'connect.to',
    label: 'action.connect_to',
    group: 'build',
    scope: 'canvas',
    // With an edge it means its end.
    keys: ['C'],
    edits: true,
    enabled: (context) => nodesChosen(context) || edgeChosen(context) !== null,
    needs: 'reason.choose_node',
    perform: connectFrom('to'),
  },
  {
    id: 'connect.from',
    label: 'action.connect_from',
    group: 'build',
    scope: 'canvas',
    keys: ['Shift+C'],
    edits: true,
    enabled: (context) => oneFocused(context) || edgeChosen(context) !== null,
    needs: 'reason.choose_node',
    perform: connectFrom('from'),
  },
  ...(['target', 'source'] as const).map((end) => ({
    id: `edge.${end}`,
    label: `action.edge_${end}` as const,
    group: 'build' as const,
    scope: 'canvas' as const,
    keys: [],
    edits: true,
    enabled: (context: ActionContext) => edgeChosen(context) !== null,
    needs: 'reason.choose_edge' as const,
    perform: reconnectEnd(end),
  })),
  {
    id: 'edit.rename',
    label: 'action.rename',
    group: 'build',
    scope: 'canvas',
    keys: ['F2'],
    edits: true,
    enabled: (context) => oneFocused(context) || partOf(context.store) !== undefined,
    needs: 'reason.choose_part',
    perform: ({ store, host }) => {
      const node = partOf(store) === undefined ? focusOf(store) : null;
      const note = store.get().selection.groups.length === 0 && partOf(store) !== undefined;
      if (node) store.select({ nodes: [node.id] });
      // The panel of the node is there after the next drawing.
      requestAnimationFrame(() => (note ? host.openProperties() : host.openProperties('name')));
    },
  },
  {
    id: 'edit.disable',
    label: 'action.disable',
    group: 'build',
    scope: 'canvas',
    keys: ['D'],
    edits: true,
    enabled: nodesChosen,
    needs: 'reason.choose_node',
    perform: (context) => context.store.run(toggleDisabled(context.store.get().doc, chosen(context).nodes)),
  },
  {
    id: 'edit.delete',
    label: 'action.delete',
    group: 'build',
    scope: 'canvas',
    keys: ['Delete', 'Backspace'],
    edits: true,
    enabled: anyChosen,
    needs: 'reason.choose_any',
    perform: removeChosen,
  },
  {
    id: 'edit.delete_reconnect',
    label: 'action.delete_reconnect',
    group: 'build',
    scope: 'canvas',
    keys: ['Ctrl+Delete', 'Ctrl+Backspace'],
    edits: true,
    enabled: nodesChosen,
    needs: 'reason.choose_node',
    perform: (context) => context.store.run(removeAndReconnect(context.store.get().doc, chosen(context).nodes)),
  },
  {
    id: 'add.note',
    label: 'action.add_note',
    group: 'build',
    scope: 'canvas',
    keys: ['Shift+N'],
    edits: true,
    enabled: withView,
    needs: 'reason.open_canvas',
    perform: ({ store, view }) => {
      const note = newNote(store.get().doc, view?.pointer() ?? view?.centre() ?? { x: 0, y: 0 });
      store.run(note);
      store.select({ notes: [note.id] });
      if (view) view.writeNote(note.id);
    },
  },
];
