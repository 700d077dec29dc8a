/** Added, changed, removed: by sign and word, the colour only underlines it. */

import { Minus, Move, Pencil, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { DifferenceKind } from '../../../designer/model/difference';

const SIGNS = { added: Plus, removed: Minus, changed: Pencil, moved: Move } as const;

export function KindMark({ kind }: { kind: DifferenceKind }) {
  const { t } = useTranslation();
  const Sign = SIGNS[kind];
  return (
    <span
      className={`kind-mark kind-${kind}`}
      role="img"
      aria-label={t(`compare.${kind}`)}
      title={t(`compare.${kind}`)}
    >
      <Sign size={12} aria-hidden="true" />
    </span>
  );
}
