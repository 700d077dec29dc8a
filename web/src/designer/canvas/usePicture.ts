/** The cards and edges of the document as it is now; what did not change stays the same object. */

import { useMemo, useRef, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { type RunMap, useDesigner, useDocument } from '../context';
import type { DrawStore } from './drawStore';
import { type CanvasNode, type CardNode, cardsOf, type LineEdge, linesOf, type Moved, worstProblems } from './flow';
import { labelsOf } from './labels';
import { hiddenIn, type PartNode, partsOf, seenLines } from './parts';

interface Drawn {
  parts: readonly PartNode[];
  cards: CardNode[];
  lines: LineEdge[];
  seen: LineEdge[];
  nodes: CanvasNode[];
}

export function usePicture(
  runs: RunMap | null,
  moved: Moved,
  drawing: DrawStore,
): { nodes: CanvasNode[]; lines: LineEdge[] } {
  const { types, problems } = useDesigner();
  const { doc, selection } = useDocument();
  const { t } = useTranslation();
  const sizing = useSyncExternalStore(drawing.subscribe, () => drawing.get().sizing);
  const labels = useMemo(
    () =>
      labelsOf({
        node: t('canvas.node_label', { skipInterpolation: true }),
        error: t('canvas.node_error'),
        warning: t('canvas.node_warning'),
        disabled: t('canvas.node_disabled'),
      }),
    [t],
  );
  const before = useRef<Drawn>({ parts: [], cards: [], lines: [], seen: [], nodes: [] });
  const worst = useMemo(() => worstProblems(problems), [problems]);
  return useMemo(() => {
    const old = before.current;
    const picture = { doc, types, problems, runs, selection, labels };
    const parts = partsOf({ doc, selection, problems: worst, runs, moved, sizing }, old.parts);
    const cards = cardsOf({ picture, problems: worst, moved, hidden: hiddenIn(doc) }, old.cards);
    const lines = linesOf(picture, old.lines);
    const seen = seenLines(doc, lines, old.seen);
    const same = parts === old.parts && cards === old.cards;
    // Groups lie below the cards in them, so they come first.
    const nodes = same ? old.nodes : parts.length > 0 ? [...parts, ...cards] : cards;
    before.current = { parts, cards, lines, seen, nodes };
    return { nodes, lines: seen };
  }, [doc, types, problems, worst, runs, selection, moved, sizing, labels]);
}
