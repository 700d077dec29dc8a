/** The line below the tree: what was done, with Undo; what went wrong; or what letting go of the mouse would do. */

import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';

export interface TreeNotice {
  readonly text: string;
  readonly wrong?: boolean;
  readonly undo?: () => void;
}

export function TreeStrip({
  notice,
  hint,
  onClose,
}: {
  notice: TreeNotice | null;
  hint: string | null;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  if (hint !== null) return <p className="tree-strip">{hint}</p>;
  if (!notice) return null;
  return (
    <div className={`tree-strip ${notice.wrong ? 'wrong' : ''}`} role={notice.wrong ? 'alert' : 'status'}>
      <span className="grow" data-testid="tree-notice">
        {notice.text}
      </span>
      {notice.undo && (
        <button type="button" className="link" onClick={notice.undo} data-testid="tree-undo">
          {t('tree.undo')}
        </button>
      )}
      <button type="button" className="ib sm" aria-label={t('common.close')} onClick={onClose}>
        <X size={14} />
      </button>
    </div>
  );
}
