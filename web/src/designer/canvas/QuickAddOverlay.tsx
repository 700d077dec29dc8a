/** The quick add, put at its place and turned into one step. */

import { useReactFlow } from '@xyflow/react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { NodeType } from '../../api/types';
import type { JobDefinition, Position } from '../../lib/definition';
import { useDesigner } from '../context';
import { edgeByKey, NODE_HEIGHT, NODE_WIDTH, nodeById } from '../model/document';
import { placeOf } from '../model/geometry';
import { rememberType } from '../palette/recents';
import type { QuickAddWish } from '../view';
import { useCanvas } from './canvasContext';
import { groupAt } from './dropTargets';
import { addByWish } from './placing';
import { QuickAdd } from './QuickAdd';

const WIDTH = 264;
const HEIGHT = 320;
const MARGIN = 8;
const NOBODY: ReadonlySet<string> = new Set();

export function QuickAddOverlay({ wish }: { wish: QuickAddWish }) {
  const title = useTitle(wish);
  const { store, types, view } = useDesigner();
  const { holder, overlays } = useCanvas();
  const flow = useReactFlow();
  const list = useMemo(() => [...types.values()], [types]);
  const { doc } = store.get();
  const back = useMemo(() => document.activeElement, []);
  const box = holder.current?.getBoundingClientRect();
  const asked = placeOfWish(doc, wish);
  const screen = asked ? flow.flowToScreenPosition(asked) : null;
  const [width, height] = [box?.width ?? 0, box?.height ?? 0];
  const left = (screen ? screen.x - (box?.left ?? 0) : width / 2) - WIDTH / 2;
  const top = screen ? screen.y - (box?.top ?? 0) + MARGIN : (height - HEIGHT) / 2;
  const place = {
    left: Math.max(MARGIN, Math.min(left, width - WIDTH - MARGIN)),
    // Where there is no room below, it grows upwards from the place.
    ...(screen && top + HEIGHT > height
      ? { bottom: Math.max(MARGIN, Math.min(height - top + 2 * MARGIN, height - HEIGHT - MARGIN)) }
      : { top: Math.max(MARGIN, Math.min(top, height - HEIGHT - MARGIN)) }),
    width: WIDTH,
    maxHeight: Math.min(HEIGHT, height - 2 * MARGIN),
  };
  const close = () => {
    overlays.close();
    if (back instanceof HTMLElement && back.isConnected && back !== document.body) back.focus({ preventScroll: true });
    else holder.current?.focus({ preventScroll: true });
  };
  const pick = (type: NodeType) => {
    const now = store.get().doc;
    const middle = view.current?.centre() ?? { x: 0, y: 0 };
    const group = wish.at ? groupAt(now, wish.at, NOBODY) : null;
    const { command, id } = addByWish(now, type, wish, middle, group);
    overlays.close();
    store.run(command);
    store.select({ nodes: [id] });
    rememberType(type.name);
    // The card is there after the next drawing.
    requestAnimationFrame(() => view.current?.reveal(id));
  };
  return (
    <div className="quick-add-place" style={place}>
      <QuickAdd types={list} title={title} onPick={pick} onClose={close} />
    </div>
  );
}

function placeOfWish(doc: JobDefinition, { at, after, before, onEdge }: QuickAddWish): Position | null {
  if (at) return at;
  const edge = onEdge === undefined ? undefined : edgeByKey(doc, onEdge);
  if (edge) {
    const [a, b] = [nodeById(doc, edge.source), nodeById(doc, edge.target)].map((node) => node && placeOf(node));
    return a && b ? { x: (a.x + b.x + NODE_WIDTH) / 2, y: (a.y + b.y + NODE_HEIGHT) / 2 } : null;
  }
  const node = nodeById(doc, after ?? before ?? '');
  return node ? { x: placeOf(node).x + NODE_WIDTH / 2, y: placeOf(node).y + NODE_HEIGHT } : null;
}

function useTitle(wish: QuickAddWish): string {
  const { t } = useTranslation();
  const { doc } = useDesigner().store.get();
  const name = (id: string) => nodeById(doc, id)?.name ?? id;
  const edge = wish.onEdge === undefined ? undefined : edgeByKey(doc, wish.onEdge);
  if (edge) return t('quick_add.into', { source: name(edge.source), target: name(edge.target) });
  if (wish.after !== undefined) return t('quick_add.after', { name: name(wish.after) });
  if (wish.before !== undefined) return t('quick_add.before', { name: name(wish.before) });
  return t('quick_add.title');
}
