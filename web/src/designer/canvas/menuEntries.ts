/** What the menu of the right button offers: mostly the actions that keys have too, by their names. */

import type { Position } from '../../lib/definition';
import type { TextKey } from '../../lib/i18n';
import type { ActionContext } from '../actions/action';
import { actionById } from '../actions/all';
import { focusOf } from '../actions/focus';
import { nodeById } from '../model/document';
import { newNote } from '../model/notes';
import type { Selection } from '../model/store';
import { readingOrder, wireManyToOne, wireOneToMany, wireSeries } from '../model/wiring';
import { calledJob } from './calledJob';
import type { DrawStore } from './drawStore';
import type { MenuTarget } from './overlayStore';

export interface MenuEntry {
  readonly id: string;
  readonly label: TextKey;
  /** As the map of keys writes them. */
  readonly keys: readonly string[];
  readonly enabled: boolean;
  readonly perform: () => void;
}

export interface MenuBranch {
  readonly label: TextKey;
  readonly entries: readonly MenuEntry[];
}

/** Entries between two lines. */
export type MenuSection = readonly (MenuEntry | MenuBranch)[];

export interface MenuWish {
  readonly target: MenuTarget;
  /** The place of the canvas the menu was asked for. */
  readonly place: Position;
  readonly context: ActionContext;
  readonly drawing: DrawStore;
  readonly editable: boolean;
}

const ALIGN = ['left', 'centre', 'right', 'top', 'middle', 'bottom', 'grid'].map((side) => `align.${side}`);
const DISTRIBUTE = ['distribute.h', 'distribute.v'];

function own(id: string, label: TextKey, perform: () => void, keys: readonly string[] = []): MenuEntry {
  return { id, label, keys, enabled: true, perform };
}

export function menuSections(wish: MenuWish): MenuSection[] {
  const { store } = wish.context;
  const { selection } = store.get();
  const sections = wish.target === 'canvas' ? ofCanvas(wish) : ofSelection(wish, selection);
  return sections
    .map((section) => section.filter((entry) => !('entries' in entry) || entry.entries.length > 0))
    .filter((section) => section.length > 0);
}

/** Actions of these names, without those that would change what may only be read. */
function named({ context, editable }: MenuWish, ids: readonly string[]): MenuEntry[] {
  return ids.flatMap((id) => {
    const action = actionById(id);
    if (!action || (action.edits && !editable)) return [];
    const { label, keys, enabled, perform } = action;
    return [{ id, label, keys, enabled: enabled?.(context) ?? true, perform: () => perform(context) }];
  });
}

function ofCanvas(wish: MenuWish): MenuSection[] {
  const { context, place, editable, drawing } = wish;
  const { store, view } = context;
  const adding = [
    own('menu.add', 'menu.add_here', () => view?.quickAdd({ at: place }), ['/']),
    own('menu.note', 'menu.note_here', () => {
      const note = newNote(store.get().doc, place);
      store.run(note);
      store.select({ notes: [note.id] });
      drawing.set({ writing: { kind: 'note', id: note.id } });
    }),
  ];
  return [
    editable ? adding : [],
    named(wish, ['edit.paste', 'choose.all']),
    named(wish, ['arrange.tidy', 'look.fit', 'look.zoom_full', 'look.minimap']),
  ];
}

function ofSelection(wish: MenuWish, { nodes, edges, groups, notes }: Selection): MenuSection[] {
  if (nodes.length > 0 || groups.length > 0) return ofNodes(wish, nodes, groups);
  if (edges.length > 0) return ofEdges(wish, edges);
  if (notes.length > 0) return ofNotes(wish, notes);
  return ofCanvas(wish);
}

function ofNodes(wish: MenuWish, nodes: readonly string[], groups: readonly string[]): MenuSection[] {
  const { drawing, editable, context } = wish;
  const single = groups.length === 0 && nodes.length === 1;
  const [group] = groups;
  const rename = group === undefined ? undefined : () => drawing.set({ writing: { kind: 'group', id: group } });
  return [
    [
      ...(rename && editable ? [own('menu.rename_group', 'action.rename', rename, ['F2'])] : []),
      ...(single ? named(wish, ['open.properties', 'edit.rename']) : []),
      ...(single ? calledJobEntry(wish, nodes[0] ?? '') : []),
    ],
    single ? named(wish, ['add.after', 'add.before', 'connect.to', 'connect.from']) : [],
    named(wish, ['edit.cut', 'edit.copy', 'edit.duplicate', 'look.link']),
    [
      ...named(wish, ['edit.disable', 'arrange.pin']),
      ...(editable && nodes.length > 1 ? [{ label: 'menu.wire', entries: wires(context, nodes) } as const] : []),
      ...(editable && nodes.length > 1
        ? [{ label: 'menu.align', entries: named(wish, [...ALIGN, ...DISTRIBUTE]) } as const]
        : []),
      { label: 'menu.choose', entries: named(wish, ['choose.upstream', 'choose.downstream', 'choose.connected']) },
    ],
    named(wish, groups.length > 0 ? ['arrange.collapse', 'arrange.group', 'arrange.ungroup'] : ['arrange.group']),
    editable ? named(wish, ['run.chosen', 'run.from', 'run.up_to']) : [],
    named(wish, ['edit.delete', 'edit.delete_reconnect']),
  ];
}

/** Several nodes at once; as they are read, the first and the last are the one in one-to-many and many-to-one. */
function wires({ store }: ActionContext, nodes: readonly string[]): MenuEntry[] {
  const order = readingOrder(store.get().doc, nodes);
  const [first = '', ...after] = order;
  const last = order.at(-1) ?? '';
  return [
    own('menu.series', 'menu.series', () => store.run(wireSeries(store.get().doc, order))),
    own('menu.one_to_many', 'menu.one_to_many', () => store.run(wireOneToMany(store.get().doc, first, after))),
    own('menu.many_to_one', 'menu.many_to_one', () =>
      store.run(wireManyToOne(store.get().doc, order.slice(0, -1), last)),
    ),
  ];
}

function calledJobEntry({ context, drawing }: MenuWish, id: string): MenuEntry[] {
  const node = nodeById(context.store.get().doc, id) ?? focusOf(context.store);
  if (!node || calledJob(node, context.types.get(node.type)) === null) return [];
  const shown = drawing.get().unfolded.has(node.id);
  return [own('menu.called', shown ? 'called.hide' : 'called.show', () => drawing.toggleUnfolded(node.id))];
}

function ofEdges(wish: MenuWish, edges: readonly string[]): MenuSection[] {
  const { context, editable } = wish;
  const [key] = edges;
  if (!editable || key === undefined) return [];
  const single = [
    own('menu.condition', 'menu.condition', () => context.view?.editEdge(key)),
    own('menu.insert', 'menu.insert', () => context.view?.quickAdd({ onEdge: key })),
  ];
  return [
    edges.length === 1 ? [...single, ...named(wish, ['edge.target', 'edge.source'])] : [],
    named(wish, ['edit.delete']),
  ];
}

function ofNotes(wish: MenuWish, notes: readonly string[]): MenuSection[] {
  const { drawing, editable } = wish;
  const [id] = notes;
  if (!editable || id === undefined) return named(wish, ['edit.copy']).length > 0 ? [named(wish, ['edit.copy'])] : [];
  const write = own('menu.write', 'menu.write', () => drawing.set({ writing: { kind: 'note', id } }), ['Enter']);
  return [
    notes.length === 1 ? [write] : [],
    named(wish, ['edit.cut', 'edit.copy', 'edit.duplicate']),
    named(wish, ['edit.delete']),
  ];
}
