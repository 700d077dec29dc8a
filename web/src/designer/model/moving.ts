/** Commands that move what is selected: nodes, groups with all in them, notes. */

import type { JobDefinition, JobNode, Position } from '../../lib/definition';
import { type Change, setField } from './changes';
import { type Command, type CommandName, named } from './commands';
import { GRID, groupById, nodeById, noteById } from './document';
import { groupFrames } from './frames';
import { nodeRect, noteRect, placeOf, type Rect } from './geometry';
import { nodesWithin } from './grouping';
import type { Selection } from './store';

export type Parts = Partial<Selection>;

/** What moves as one: a node, a note, or a group with all nodes in it. */
interface Block {
  readonly rect: Rect;
  readonly nodes: readonly string[];
  readonly note: string | null;
  readonly name: string;
}

/** The blocks of a selection; nodes in a selected group belong to it. */
function blocksOf(doc: JobDefinition, parts: Parts): Block[] {
  const blocks: Block[] = [];
  const inGroups = new Set<string>();
  // The outer groups come first, so that the ones in them are no blocks of their own.
  const groups = new Set(parts.groups);
  for (const group of doc.groups) {
    const rect = groupFrames(doc).get(group.id);
    if (!groups.has(group.id) || !rect || above(doc, group.parent, groups)) continue;
    const nodes = nodesWithin(doc, group.id);
    for (const id of nodes) inGroups.add(id);
    blocks.push({ rect, nodes, note: null, name: group.name });
  }
  for (const id of new Set(parts.nodes)) {
    const node = nodeById(doc, id);
    if (node && !inGroups.has(id)) blocks.push({ rect: nodeRect(node), nodes: [id], note: null, name: node.name });
  }
  for (const id of new Set(parts.notes)) {
    const note = noteById(doc, id);
    if (note) blocks.push({ rect: noteRect(note), nodes: [], note: id, name: '' });
  }
  return blocks;
}

function above(doc: JobDefinition, parent: string | null, groups: ReadonlySet<string>): boolean {
  const seen = new Set<string>();
  for (let up = parent; up !== null && !seen.has(up); up = groupById(doc, up)?.parent ?? null) {
    if (groups.has(up)) return true;
    seen.add(up);
  }
  return false;
}

function shifted(from: Position, dx: number, dy: number): Position {
  return { x: from.x + dx, y: from.y + dy };
}

/** One step that moves each block by its own way. */
function moved(
  doc: JobDefinition,
  blocks: readonly Block[],
  way: (block: Block) => Position,
  name: CommandName,
  key = '',
): Command {
  const changes = blocks.flatMap((block): Change[] => {
    const { x, y } = way(block);
    if (x === 0 && y === 0) return [];
    const note = block.note === null ? undefined : noteById(doc, block.note);
    if (note) return [setField('notes', note.id, ['position'], note.position, shifted(note.position, x, y))];
    return block.nodes.map((id) => {
      const node = nodeById(doc, id) as JobNode;
      return setField('nodes', id, ['position'], node.position, shifted(placeOf(node), x, y));
    });
  });
  return { name, object: named(blocks.filter((block) => block.name !== '')), key, changes };
}

/** Moves the selection by so much; quick repetitions with the same key are one step. */
export function moveBy(doc: JobDefinition, parts: Parts, dx: number, dy: number, key = ''): Command {
  return moved(doc, blocksOf(doc, parts), () => ({ x: dx, y: dy }), 'move', key);
}

/** Moves the selection by steps of the grid, as the keys do. */
export function nudge(doc: JobDefinition, parts: Parts, stepsX: number, stepsY: number): Command {
  const key = `nudge:${[...(parts.nodes ?? []), '/', ...(parts.groups ?? []), '/', ...(parts.notes ?? [])].join()}`;
  return moveBy(doc, parts, stepsX * GRID, stepsY * GRID, key);
}

export type Alignment = 'left' | 'right' | 'top' | 'bottom' | 'centre' | 'middle' | 'grid';

const toGrid = (value: number) => Math.round(value / GRID) * GRID - value;

/** Lines the selection up. `centre`: one below another; `middle`: one beside another; `grid`: each on the grid. */
export function align(doc: JobDefinition, parts: Parts, to: Alignment): Command {
  const blocks = blocksOf(doc, parts);
  const rects = blocks.map((block) => block.rect);
  const left = Math.min(...rects.map((rect) => rect.x));
  const top = Math.min(...rects.map((rect) => rect.y));
  const right = Math.max(...rects.map((rect) => rect.x + rect.width));
  const bottom = Math.max(...rects.map((rect) => rect.y + rect.height));
  const ways: Record<Alignment, (rect: Rect) => Position> = {
    left: (rect) => ({ x: left - rect.x, y: 0 }),
    right: (rect) => ({ x: right - rect.x - rect.width, y: 0 }),
    top: (rect) => ({ x: 0, y: top - rect.y }),
    bottom: (rect) => ({ x: 0, y: bottom - rect.y - rect.height }),
    centre: (rect) => ({ x: Math.round((left + right - rect.width) / 2) - rect.x, y: 0 }),
    middle: (rect) => ({ x: 0, y: Math.round((top + bottom - rect.height) / 2) - rect.y }),
    grid: (rect) => ({ x: toGrid(rect.x), y: toGrid(rect.y) }),
  };
  return moved(doc, blocks, (block) => ways[to](block.rect), 'align');
}

/** Equal gaps between the parts of the selection, beside one another (h) or below (v); the outer two stay. */
export function distribute(doc: JobDefinition, parts: Parts, axis: 'h' | 'v'): Command {
  const at = (rect: Rect) => (axis === 'h' ? rect.x : rect.y);
  const size = (rect: Rect) => (axis === 'h' ? rect.width : rect.height);
  const blocks = blocksOf(doc, parts).sort((a, b) => at(a.rect) - at(b.rect));
  const first = blocks[0];
  const last = blocks.at(-1);
  const ways = new Map<Block, number>();
  if (first && last && blocks.length > 2) {
    const filled = blocks.reduce((sum, block) => sum + size(block.rect), 0);
    const gap = (at(last.rect) + size(last.rect) - at(first.rect) - filled) / (blocks.length - 1);
    let next = at(first.rect);
    for (const block of blocks) {
      ways.set(block, Math.round(next) - at(block.rect));
      next += size(block.rect) + gap;
    }
    ways.delete(last);
  }
  const way = (block: Block) => ways.get(block) ?? 0;
  return moved(
    doc,
    blocks,
    (block) => (axis === 'h' ? { x: way(block), y: 0 } : { x: 0, y: way(block) }),
    'distribute',
  );
}
