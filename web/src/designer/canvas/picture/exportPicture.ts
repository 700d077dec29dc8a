/** The whole drawing as a file or on paper, with states when an instance is shown. Loaded when it is asked for. */

import type { NodeType } from '../../../api/types';
import type { JobDefinition } from '../../../lib/definition';
import { LOOKS, shownStatus } from '../../../lib/status';
import type { RunMap } from '../../context';
import { nodeById } from '../../model/document';
import { type PictureText, pictureOf } from '../../model/picture';
import type { PictureKind } from '../../view';
import { summaryOf } from '../flow';
import { ink } from '../ink';

/** Larger pictures are refused by browsers. */
const MOST_PIXELS = 8192;

function iconOf(types: ReadonlyMap<string, NodeType>, name: string): string {
  const symbol = document.getElementById(`node-${types.get(name)?.icon ?? name}`);
  if (!symbol) return '';
  return `<svg width="18" height="18" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round">${symbol.innerHTML}</svg>`;
}

export function drawnPicture(
  doc: JobDefinition,
  types: ReadonlyMap<string, NodeType>,
  runs: RunMap | null,
): PictureText {
  return pictureOf(doc, {
    colours: {
      background: ink('--mr-bg-canvas'),
      card: ink('--mr-bg-raised'),
      border: ink('--mr-bd-control'),
      text: ink('--mr-text-1'),
      dim: ink('--mr-text-2'),
      edge: ink('--mr-bd-control'),
      group: ink('--mr-bg-group'),
      note: ink('--mr-bg-panel'),
    },
    font: 'Inter, sans-serif',
    summary: (id) => {
      const node = nodeById(doc, id);
      return node ? summaryOf(node, types.get(node.type)) : '';
    },
    icon: (type) => iconOf(types, type),
    state: (id) => {
      const run = runs?.get(id);
      return run ? ink(`--mr-st-${LOOKS[shownStatus(run)].hue}`) : null;
    },
  });
}

function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

async function asPng({ svg, width, height }: PictureText): Promise<Blob> {
  const image = new Image();
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  image.src = address;
  await image.decode();
  const scale = Math.min(2, MOST_PIXELS / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(address);
  return new Promise((done, fail) =>
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error('The picture is too large.'))), 'image/png'),
  );
}

/** In a frame of its own, so that the paper shows the drawing and nothing of the page. */
function print({ svg, width, height }: PictureText): void {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  frame.className = 'print-frame';
  document.body.append(frame);
  const inside = frame.contentDocument;
  const picture = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  picture.setAttribute('viewBox', picture.getAttribute('viewBox') ?? `0 0 ${width} ${height}`);
  picture.setAttribute('width', '100%');
  picture.removeAttribute('height');
  if (inside) inside.body.append(inside.importNode(picture, true));
  frame.contentWindow?.addEventListener('afterprint', () => frame.remove());
  frame.contentWindow?.print();
}

export async function exportPicture(kind: PictureKind, name: string, picture: PictureText): Promise<void> {
  if (kind === 'print') print(picture);
  else if (kind === 'svg') save(new Blob([picture.svg], { type: 'image/svg+xml' }), `${name}.svg`);
  else save(await asPng(picture), `${name}.png`);
}
