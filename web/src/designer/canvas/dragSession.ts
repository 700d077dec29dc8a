/** Nodes, groups and notes under way: where they are, what they fall into line with, where they may be dropped. */

import type { JobDefinition, Position } from '../../lib/definition';
import { type Command, compose } from '../model/commands';
import { nextOf, nodeById, noteById, previousOf } from '../model/document';
import { groupFrames, visiblePicture } from '../model/frames';
import { boundsOf, nodeRect, noteRect, placeOf, type Rect } from '../model/geometry';
import { groupOfNode, groupsWithin, nodesWithin, parentOfGroup } from '../model/grouping';
import { putInGroup } from '../model/groups';
import { moveBy, type Parts } from '../model/moving';
import { insertRefusal } from '../model/wiring';
import { GROUP_PREFIX, NOTE_PREFIX } from './dropTargets';
import { putOnEdge } from './placing';
import { type Snap, snapTo, snapToGrid } from './snapLines';

export const DRAG_GRID = 8;
const REACH = 6;

function without(prefix: string, ids: readonly string[]): string[] {
  return ids.filter((id) => id.startsWith(prefix)).map((id) => id.slice(prefix.length));
}

/** The parts of the document behind these React Flow ids. */
export function partsOfIds(ids: readonly string[]): Required<Parts> {
  return {
    nodes: ids.filter((id) => !id.startsWith(GROUP_PREFIX) && !id.startsWith(NOTE_PREFIX)),
    edges: [],
    groups: without(GROUP_PREFIX, ids),
    notes: without(NOTE_PREFIX, ids),
  };
}

export class DragSession {
  /** Where each React Flow node that moves stood at the start. */
  private readonly starts = new Map<string, Position>();
  private readonly bounds: Rect;
  private readonly others: readonly Rect[];
  private readonly lead: Position;
  private way: Position = { x: 0, y: 0 };
  readonly parts: Required<Parts>;
  /** Groups that move as a whole, with the ones in them. */
  readonly groups: ReadonlySet<string>;

  constructor(
    private readonly doc: JobDefinition,
    lead: string,
    ids: readonly string[],
  ) {
    this.parts = partsOfIds(ids);
    this.groups = new Set(this.parts.groups.flatMap((id) => groupsWithin(doc, id)));
    const inGroups = this.parts.groups.flatMap((id) => nodesWithin(doc, id));
    for (const id of new Set([...this.parts.nodes, ...inGroups])) {
      const node = nodeById(doc, id);
      if (node) this.starts.set(id, placeOf(node));
    }
    const frames = groupFrames(doc);
    for (const id of this.groups) {
      const rect = frames.get(id);
      if (rect) this.starts.set(GROUP_PREFIX + id, { x: rect.x, y: rect.y });
    }
    for (const id of this.parts.notes) {
      const note = noteById(doc, id);
      if (note) this.starts.set(NOTE_PREFIX + id, note.position);
    }
    this.lead = this.starts.get(lead) ?? { x: 0, y: 0 };
    this.bounds = boundsOf(this.movingRects()) ?? { ...this.lead, width: 0, height: 0 };
    this.others = this.standingRects();
  }

  /** Where everything is now that React Flow would have the lead at `raw`. */
  move(raw: Position, zoom: number, free: boolean): { places: Map<string, Position>; snap: Snap } {
    const asked = { x: raw.x - this.lead.x, y: raw.y - this.lead.y };
    const rect = { ...this.bounds, x: this.bounds.x + asked.x, y: this.bounds.y + asked.y };
    const snap = free ? snapToGrid(rect, DRAG_GRID) : snapTo(rect, this.others, REACH / zoom, DRAG_GRID);
    this.way = { x: asked.x + snap.dx, y: asked.y + snap.dy };
    const places = new Map<string, Position>();
    for (const [id, start] of this.starts) places.set(id, { x: start.x + this.way.x, y: start.y + this.way.y });
    return { places, snap };
  }

  /** The one node that may be dropped into an edge: it has no edges itself. */
  loneNode(): string | null {
    const [id] = this.parts.nodes;
    if (id === undefined || this.starts.size !== 1) return null;
    return nextOf(this.doc, id).length + previousOf(this.doc, id).length === 0 ? id : null;
  }

  mayGoInto(key: string): boolean {
    const id = this.loneNode();
    return id !== null && insertRefusal(this.doc, key, id) === null;
  }

  /** The group a drop at `found` changes to; undefined where nothing would change. */
  changesTo(found: string | null): string | null | undefined {
    const { nodes, groups } = this.parts;
    const loose = nodes.filter((id) => !this.groups.has(groupOfNode(this.doc, id) ?? ''));
    const now = [...loose.map((id) => groupOfNode(this.doc, id)), ...groups.map((id) => parentOfGroup(this.doc, id))];
    return now.length === 0 || now.every((group) => group === found) ? undefined : found;
  }

  /** One step for all that the drop does. */
  drop(edge: string | null, group: string | null | undefined): Command {
    const { doc, way } = this;
    const lone = edge === null ? null : nodeById(doc, this.loneNode() ?? '');
    if (edge !== null && lone) {
      const place = { x: placeOf(lone).x + way.x, y: placeOf(lone).y + way.y };
      return compose(doc, 'insert_on_edge', lone.name, [
        (now) => putOnEdge(now, edge, { ...lone, position: place }),
        (now) => (group === undefined ? null : putInGroup(now, this.parts, group)),
      ]);
    }
    const step = moveBy(doc, this.parts, way.x, way.y);
    if (group === undefined) return step;
    return compose(doc, 'move', step.object, [() => step, (now) => putInGroup(now, this.parts, group)]);
  }

  private movingRects(): Rect[] {
    const frames = groupFrames(this.doc);
    return [
      ...this.parts.nodes.flatMap((id) => nodeById(this.doc, id) ?? []).map(nodeRect),
      ...this.parts.groups.flatMap((id) => frames.get(id) ?? []),
      ...this.parts.notes.flatMap((id) => noteById(this.doc, id) ?? []).map(noteRect),
    ];
  }

  private standingRects(): Rect[] {
    const { nodes, cards } = visiblePicture(this.doc);
    return [
      ...nodes.filter((node) => !this.starts.has(node.id)).map(nodeRect),
      ...cards.filter(({ group }) => !this.groups.has(group.id)).map(({ rect }) => rect),
      ...this.doc.notes.filter((note) => !this.starts.has(NOTE_PREFIX + note.id)).map(noteRect),
    ];
  }
}
