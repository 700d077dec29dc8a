/** Actions that add, connect, name and remove. */

import { toggleDisabled } from '../model/bulk';
import { remove } from '../model/commands';
import { newNote } from '../model/notes';
import { removeAndReconnect } from '../model/wiring';
import type { Action, ActionContext } from './action';
import { anyChosen, chosen, nodesChosen, oneFocused } from './chosen';
import { connectList } from './connectList';
import { focusOf } from './focus';

const withView = ({ view }: ActionContext) => view !== null;

function beside(direction: 'after' | 'before') {
  return ({ store, view }: ActionContext) => {
    const node = focusOf(store);
    if (node) view?.quickAdd(direction === 'after' ? { after: node.id } : { before: node.id });
  };
}

function connectFrom(direction: 'to' | 'from') {
  return (context: ActionContext) => {
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
    keys: ['C'],
    edits: true,
    enabled: nodesChosen,
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
    enabled: oneFocused,
    needs: 'reason.choose_node',
    perform: connectFrom('from'),
  },
  {
    id: 'edit.rename',
    label: 'action.rename',
    group: 'build',
    scope: 'canvas',
    keys: ['F2'],
    edits: true,
    enabled: oneFocused,
    needs: 'reason.choose_node',
    perform: ({ store, host }) => {
      const node = focusOf(store);
      if (node) store.select({ nodes: [node.id] });
      // The panel of the node is there after the next drawing.
      requestAnimationFrame(() => host.openProperties('name'));
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
    },
  },
];
