/** The drawn job as SVG text, for export. All texts of the job are escaped; markup of icons is taken as it is. */

import type { CanvasNote, JobDefinition } from '../../lib/definition';
import { nodeById } from './document';
import { type DrawnEdge, type DrawnGroup, groupEnd, type VisiblePicture, visiblePicture } from './frames';
import { boundsOf, nodeRect, noteRect, type Rect } from './geometry';

/** Colours as CSS writes them, read from the tokens by the page. */
export interface PictureColours {
  readonly background: string;
  readonly card: string;
  readonly border: string;
  readonly text: string;
  readonly dim: string;
  readonly edge: string;
  readonly group: string;
  readonly note: string;
}

export interface PictureOptions {
  readonly colours: PictureColours;
  readonly font: string;
  /** The second line of a card: what the canvas shows there. */
  readonly summary?: (id: string) => string;
  /** SVG markup of an icon, 16 by 16, by node type. */
  readonly icon?: (type: string) => string;
  /** Colour of a node's edge mark, for the picture of a run. */
  readonly state?: (id: string) => string | null;
}

export interface PictureText {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

const MARGIN = 32;
const LETTER = 6.6;
const LINE = 18;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for XML; signs that no XML may hold become a replacement sign. */
export function escaped(text: string): string {
  return text
    .replace(/[&<>"']/g, (sign) => ESCAPES[sign] as string)
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}

function shortened(text: string, width: number): string {
  const signs = [...text];
  const room = Math.max(1, Math.floor(width / LETTER));
  return signs.length <= room ? text : `${signs.slice(0, room - 1).join('')}…`;
}

function label(text: string, x: number, y: number, fill: string, more = ''): string {
  return `<text x="${x}" y="${y}" fill="${escaped(fill)}"${more}>${escaped(text)}</text>`;
}

function box({ x, y, width, height }: Rect, radius: number, fill: string, stroke: string, more = ''): string {
  const size = `x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}"`;
  return `<rect ${size} fill="${escaped(fill)}" stroke="${escaped(stroke)}"${more}/>`;
}

/** A job without anything in it is an empty picture. */
export function pictureOf(doc: JobDefinition, options: PictureOptions): PictureText {
  const picture = visiblePicture(doc);
  const rects = rectsOf(picture);
  const bounds = boundsOf([...rects.values(), ...doc.notes.map(noteRect)]) ?? { x: 0, y: 0, width: 0, height: 0 };
  const { colours } = options;
  const [left, top] = [bounds.x - MARGIN, bounds.y - MARGIN];
  const [width, height] = [bounds.width + 2 * MARGIN, bounds.height + 2 * MARGIN];
  const parts = [
    box({ x: left, y: top, width, height }, 0, colours.background, 'none'),
    ...picture.frames.map((drawn) => frame(drawn, colours)),
    ...doc.notes.map((note) => noteBox(note, colours)),
    ...picture.edges.map((edge) => line(edge, rects, colours)),
    ...picture.nodes.map((node) => card(doc, node.id, options)),
    ...picture.cards.map((drawn) => groupCard(drawn, colours)),
  ];
  const open = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${left} ${top} ${width} ${height}" font-family="${escaped(options.font)}" font-size="12">`;
  return { svg: `${open}\n${parts.join('\n')}\n</svg>\n`, width, height };
}

function rectsOf(picture: VisiblePicture): Map<string, Rect> {
  return new Map([
    ...picture.frames.map((drawn) => [groupEnd(drawn.group.id), drawn.rect] as const),
    ...picture.cards.map((drawn) => [groupEnd(drawn.group.id), drawn.rect] as const),
    ...picture.nodes.map((node) => [node.id, nodeRect(node)] as const),
  ]);
}

function card(doc: JobDefinition, id: string, { colours, summary, icon, state }: PictureOptions): string {
  const node = nodeById(doc, id);
  if (!node) return '';
  const rect = nodeRect(node);
  const { x, y, width, height } = rect;
  const dashed = node.dry_run ? ' stroke-dasharray="4 3" opacity="0.6"' : '';
  const mark = state?.(id);
  return [
    '<g>',
    box(rect, 6, colours.card, colours.border, dashed),
    mark ? `<rect x="${x}" y="${y}" width="4" height="${height}" rx="2" fill="${escaped(mark)}"/>` : '',
    `<g transform="translate(${x + 12} ${y + 14})" color="${escaped(colours.dim)}">${icon?.(node.type) ?? ''}</g>`,
    label(shortened(node.name, width - 48), x + 38, y + 19, colours.text, ' font-weight="600"'),
    label(shortened(summary?.(id) ?? node.type, width - 48), x + 38, y + 34, colours.dim, ' font-size="11"'),
    '</g>',
  ].join('');
}

function frame({ group, rect }: DrawnGroup, colours: PictureColours): string {
  const name = shortened(group.name, rect.width - 24);
  return box(rect, 8, colours.group, colours.border) + label(name, rect.x + 12, rect.y + 21, colours.text);
}

function groupCard({ group, rect, members }: DrawnGroup, colours: PictureColours): string {
  const name = shortened(group.name, rect.width - 24);
  return [
    box({ ...rect, x: rect.x + 4, y: rect.y + 4 }, 6, colours.group, colours.border),
    box(rect, 6, colours.card, colours.border),
    label(name, rect.x + 12, rect.y + 19, colours.text, ' font-weight="600"'),
    label(String(members.length), rect.x + 12, rect.y + 34, colours.dim, ' font-size="11"'),
  ].join('');
}

function noteBox(note: CanvasNote, colours: PictureColours): string {
  const rect = noteRect(note);
  const lines = note.text.split('\n').slice(0, Math.max(1, Math.floor((rect.height - 12) / LINE)));
  const texts = lines.map((text, index) =>
    label(shortened(text, rect.width - 20), rect.x + 10, rect.y + 20 + index * LINE, colours.text),
  );
  return box(rect, 4, colours.note, colours.border) + texts.join('');
}

function line({ source, target, edges }: DrawnEdge, rects: ReadonlyMap<string, Rect>, colours: PictureColours): string {
  const [from, to] = [rects.get(source), rects.get(target)];
  if (!from || !to) return '';
  const [x1, y1] = [from.x + from.width / 2, from.y + from.height];
  const [x2, y2] = [to.x + to.width / 2, to.y];
  const bend = Math.max(24, Math.abs(y2 - y1) / 2);
  const conditions = edges.flatMap((edge) => edge.condition ?? []);
  const dashes = conditions.length > 0 ? ' stroke-dasharray="5 4"' : '';
  const path = `<path d="M${x1} ${y1} C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}" fill="none" stroke="${escaped(colours.edge)}" stroke-width="1.5"${dashes}/>`;
  const arrow = `<path d="M${x2 - 4} ${y2 - 7} L${x2} ${y2} L${x2 + 4} ${y2 - 7}" fill="none" stroke="${escaped(colours.edge)}" stroke-width="1.5"/>`;
  const words = shortened(conditions.join(', '), 180);
  const middle = label(words, (x1 + x2) / 2, (y1 + y2) / 2 + 4, colours.dim, ' text-anchor="middle" font-size="11"');
  return path + arrow + (words === '' ? '' : middle);
}
