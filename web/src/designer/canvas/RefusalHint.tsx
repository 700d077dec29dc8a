/** Beside the pointer: why an edge may not end where it is held. */

import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobDefinition } from '../../lib/definition';
import { useDesigner } from '../context';
import { nodeById } from '../model/document';
import { useDrawing } from './useDrawing';

const MOST_NAMES = 6;

/** The names of the circle, back to where it began; long ones are told by their ends. */
export function circleText(doc: JobDefinition, circle: readonly string[]): string {
  const names = [...circle, ...circle.slice(0, 1)].map((id) => nodeById(doc, id)?.name ?? id);
  if (names.length <= MOST_NAMES) return names.join(' → ');
  return [...names.slice(0, 3), '…', ...names.slice(-2)].join(' → ');
}

export function RefusalHint() {
  const { t } = useTranslation();
  const { store } = useDesigner();
  const connecting = useDrawing((state) => state.connecting !== null);
  const refused = useDrawing((state) => state.refused);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!connecting) return;
    const follow = (event: PointerEvent) => {
      // Moved by hand: a pointer moves more often than the hint changes.
      if (box.current) box.current.style.transform = `translate(${event.clientX + 14}px, ${event.clientY + 18}px)`;
    };
    window.addEventListener('pointermove', follow, { capture: true });
    return () => window.removeEventListener('pointermove', follow, { capture: true });
  }, [connecting]);
  if (!connecting) return null;
  const { doc } = store.get();
  return (
    <div ref={box} className={refused ? 'refusal' : 'refusal refusal-none'} role="status" data-testid="refusal">
      {refused?.why === 'cycle' && t('connect.cycle', { circle: circleText(doc, refused.circle) })}
      {refused?.why === 'twice' && t('connect.twice', { name: nodeById(doc, refused.id)?.name })}
      {refused?.why === 'self' && t('connect.self')}
    </div>
  );
}
