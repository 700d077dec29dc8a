/** Moving without a mouse: the things go to a directory that is chosen by name. */

import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../../components/ui/Dialog';
import { DirectoryField } from './DirectoryField';
import { countOf, type Items, namesOf, refusalOf } from './moves';
import type { TreeIndex } from './treeIndex';
import { type TreeChanges, useRefusalText } from './useTreeChanges';

interface MoveDialogProps {
  items: Items;
  index: TreeIndex;
  changes: TreeChanges;
  onClose: () => void;
}

export function MoveDialog({ items, index, changes, onClose }: MoveDialogProps) {
  const { t } = useTranslation();
  const [first] = items.jobs;
  const [firstDirectory] = items.directories;
  const [place, setPlace] = useState<number | null>(
    (firstDirectory === undefined
      ? index.jobs.get(first ?? 0)?.directory_id
      : index.directories.get(firstDirectory)?.parent_id) ?? null,
  );
  const [busy, setBusy] = useState(false);
  const refusalText = useRefusalText();
  const refused = useCallback((to: number | null) => refusalOf(index, items, to)?.why === 'itself', [index, items]);
  const refusal = refusalOf(index, items, place);
  const count = countOf(items);
  const confirm = async () => {
    setBusy(true);
    await changes.move(items, place);
    onClose();
  };
  return (
    <Dialog
      title={
        count === 1 ? t('tree_move.title', { name: changes.whatOf(items) }) : t('tree_move.title_things', { count })
      }
      verb={count === 1 ? t('tree_move.verb') : t('tree_move.verb_things', { count })}
      onClose={onClose}
      onConfirm={() => void confirm()}
      busy={busy}
      disabled={refusal !== null}
      testId="btn-confirm-move"
    >
      {count > 1 && (
        <p className="t2 tree-names">
          {namesOf(index, items).slice(0, 8).join(', ')}
          {count > 8 && ', …'}
        </p>
      )}
      <DirectoryField index={index} value={place} onChange={setPlace} refused={refused} focused />
      {refusal && refusal.why !== 'nothing' && (
        <p className="tree-refusal" role="alert">
          {refusalText(refusal)}
        </p>
      )}
    </Dialog>
  );
}
