/** What became of each command, said to screen readers. Every result is said here and nowhere else. */

import i18next from 'i18next';
import { isTyping } from '../../commands/places';
import { announce } from '../../components/ui/announce';
import type { JobEdge, JobNode } from '../../lib/definition';
import type { Change } from '../model/changes';
import type { Command, CommandName } from '../model/commands';
import { nodeById } from '../model/document';
import type { DocumentEvent } from '../model/store';

function inserted<T>(changes: readonly Change[], list: 'nodes' | 'edges'): T[] {
  return changes.flatMap((change) => (change.kind === 'insert' && change.list === list ? [change.item as T] : []));
}

function removedCount(changes: readonly Change[], list: 'nodes' | 'edges'): number {
  return changes.filter((change) => change.kind === 'remove' && change.list === list).length;
}

function flagSet(changes: readonly Change[], field: string): boolean | null {
  const change = changes.find((one) => one.kind === 'set' && one.path[0] === field);
  return change?.kind === 'set' && typeof change.after === 'boolean' ? change.after : null;
}

type Sayer = (command: Command, event: DocumentEvent) => string;

const t = i18next.t.bind(i18next);

function nameOf(event: DocumentEvent, id: string): string {
  return nodeById(event.state.doc, id)?.name ?? id;
}

function saidAdded(command: Command, event: DocumentEvent): string {
  const nodes = inserted<JobNode>(command.changes, 'nodes');
  const edges = inserted<JobEdge>(command.changes, 'edges');
  const [node, ...others] = nodes;
  if (!node || others.length > 0) return t('said.added_many', { count: nodes.length });
  const before = edges.find((edge) => edge.target === node.id);
  const after = edges.find((edge) => edge.source === node.id);
  const names = {
    name: node.name,
    source: before ? nameOf(event, before.source) : '',
    target: after ? nameOf(event, after.target) : '',
  };
  if (before && after) return t('said.added_between', names);
  if (before) return t('said.added_after', names);
  return after ? t('said.added_before', names) : t('said.added', names);
}

function saidConnected(command: Command, event: DocumentEvent): string {
  const edges = inserted<JobEdge>(command.changes, 'edges');
  const [edge] = edges;
  if (!edge || edges.length > 1) return t('said.connected_many', { count: edges.length });
  return t('said.connected', { source: nameOf(event, edge.source), target: nameOf(event, edge.target) });
}

function saidPasted(command: Command): string {
  const notes = command.changes.filter((change) => change.kind === 'insert' && change.list === 'notes').length;
  if (notes > 0 && inserted(command.changes, 'nodes').length === 0) return t('said.pasted_notes', { count: notes });
  const counts = { count: inserted(command.changes, 'nodes').length, edges: inserted(command.changes, 'edges').length };
  return t('said.pasted', counts);
}

function saidRemoved(command: Command): string {
  const nodes = removedCount(command.changes, 'nodes');
  const edges = removedCount(command.changes, 'edges');
  if (nodes === 0 && edges > 0) return t('said.removed_edges', { count: edges });
  const kept = inserted(command.changes, 'edges').length;
  if (command.name === 'remove_and_reconnect')
    return t('said.removed_reconnected', { what: command.object, count: kept });
  return t(command.name === 'cut' ? 'said.cut' : 'said.removed', { what: command.object });
}

function saidFlag(field: string, on: 'said.disabled' | 'said.pinned', off: 'said.enabled' | 'said.unpinned'): Sayer {
  return (command) => t(flagSet(command.changes, field) ? on : off, { what: command.object });
}

function saidGroup(command: Command): string {
  const closed = flagSet(command.changes, 'collapsed');
  if (closed === null) return plain(command);
  return t(closed ? 'said.collapsed' : 'said.expanded', { what: command.object });
}

function plain(command: Command): string {
  const what = t(`command.${command.name}`);
  return command.object === '' ? t('said.done', { what }) : t('said.done_on', { what, object: command.object });
}

const SAID: Partial<Record<CommandName, Sayer>> = {
  add_node: saidAdded,
  insert_on_edge: saidAdded,
  connect: saidConnected,
  paste: saidPasted,
  duplicate: saidPasted,
  remove: saidRemoved,
  cut: saidRemoved,
  remove_and_reconnect: saidRemoved,
  disable: saidFlag('dry_run', 'said.disabled', 'said.enabled'),
  pin: saidFlag('pinned', 'said.pinned', 'said.unpinned'),
  change_group: saidGroup,
};

let saveAsked = false;

/** The next time the draft is saved it is said: saving by itself every few seconds is not. */
export function saySaved(): void {
  saveAsked = true;
}

/** The sentence for what happened, or null where nothing is said. */
export function sentenceFor(event: DocumentEvent): string | null {
  const { kind, command } = event;
  if (kind === 'run' && command) return (SAID[command.name] ?? plain)(command, event);
  if (kind === 'undo' && command) return t('said.undone', { what: whatOf(command) });
  if (kind === 'redo' && command) return t('said.redone', { what: whatOf(command) });
  if (kind === 'reset') return t('said.reset');
  if (!saveAsked) return null;
  saveAsked = false;
  return t('said.saved');
}

function whatOf(command: Command): string {
  const what = t(`command.${command.name}`);
  return command.object === '' ? what : `${what} (${command.object})`;
}

/** A field says itself what is typed into it. */
export function announceEvent(event: DocumentEvent): void {
  if (event.kind === 'run' && event.command?.key !== '' && isTyping(document.activeElement)) return;
  const sentence = sentenceFor(event);
  if (sentence !== null) announce(sentence);
}
