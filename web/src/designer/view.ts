/** What actions may ask of the canvas that is shown, and of the page around it. Both are given by the context. */

import type { Position } from '../lib/definition';

/** The canvas of the open job. Positions are places on the canvas, in pixels at zoom 1. */
export interface CanvasView {
  /** Shows all nodes, or the ones named. */
  readonly showAll: (ids?: readonly string[]) => void;
  readonly zoomTo: (zoom: number) => void;
  readonly zoomBy: (factor: number) => void;
  /** Whether things are seen at their places; a list has no zoom. */
  readonly drawn: boolean;
  /** Brings a node, a group or a note into sight, as little as needed, and gives it the focus. */
  readonly reveal: (id: string, focus?: boolean) => void;
  /** The middle of what is seen. */
  readonly centre: () => Position;
  /** Where the pointer is over the canvas; null while it is elsewhere. */
  readonly pointer: () => Position | null;
  /** Opens the search for a node type: at a place, to follow a node, or in the middle of an edge. */
  readonly quickAdd: (wish: QuickAddWish) => void;
  /** Lets the edge's condition be edited. */
  readonly editEdge: (key: string) => void;
  /** Lets the text of a note be written. */
  readonly writeNote: (id: string) => void;
  readonly toggleMinimap: () => void;
  /** The whole drawing as a file or on paper. */
  readonly makePicture: (kind: PictureKind) => void;
}

export type PictureKind = 'png' | 'svg' | 'print';

export interface QuickAddWish {
  readonly at?: Position;
  /** The new node follows this one, or with `before` comes before it. */
  readonly after?: string;
  readonly before?: string;
  readonly onEdge?: string;
}

export type DrawerTab = 'problems' | 'history';
export type MainView = 'canvas' | 'outline';

/** The page around the designer. */
export interface EditorHost {
  readonly jobId: number;
  readonly jobName: string;
  readonly readOnly: boolean;
  readonly save: () => void;
  readonly submit: () => void;
  /** Test-runs the job, or only these nodes. */
  readonly testRun: (nodes?: readonly string[]) => void;
  readonly showDrawer: (tab: DrawerTab) => void;
  readonly openSearch: () => void;
  readonly view: () => MainView;
  readonly show: (view: MainView) => void;
  /** Opens the property panel, with the focus on a field when one is named (`name`, `properties.sql`). */
  readonly openProperties: (field?: string) => void;
  /** The next open job (1) or the one before (-1). */
  readonly changeTab: (by: 1 | -1) => void;
  readonly openSchedule: () => void;
}
