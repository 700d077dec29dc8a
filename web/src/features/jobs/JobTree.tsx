/** The tree of directories and jobs. One stop of Tab; arrows walk, Enter opens, F2 renames, Delete deletes. */

import { type RefObject, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { usePermission } from '../../api/queries';
import { Empty, ErrorBox } from '../../components/ui/Feedback';
import { TreeDialog, TreeMenu } from './laterTree';
import { FilterChips, FilterField } from './tree/TreeFilters';
import { TreeHead } from './tree/TreeHead';
import { TreeList } from './tree/TreeList';
import { TreeStrip } from './tree/TreeStrip';
import type { TreeAction } from './tree/treeActions';
import { directoryKey, jobKey } from './tree/treeRows';
import { useJobTree } from './tree/useJobTree';
import { useRefusalText } from './tree/useTreeChanges';

interface JobTreeProps {
  activeJob: number | null;
  onOpen: (jobId: number) => void;
  onDeleted: (jobId: number) => void;
  /** Filled with how other parts of the page ask the tree for something. */
  actions: RefObject<((action: TreeAction) => void) | null>;
}

export function JobTree({ activeJob, onOpen, onDeleted, actions }: JobTreeProps) {
  const { t } = useTranslation();
  const canEdit = usePermission('job.edit');
  const tree = useJobTree(onOpen, canEdit);
  const { index, rows, changes, selection, drag } = tree;
  const refusalText = useRefusalText();
  useEffect(() => {
    actions.current = tree.act;
  });

  const revealed = useRef<number | null>(null);
  const known = activeJob !== null && index.jobs.has(activeJob);
  const reveal = () => {
    if (activeJob === null) return;
    const around = index.above(index.jobs.get(activeJob)?.directory_id ?? null);
    if (around.some((id) => !tree.open.isOpen(id))) tree.open.turn(around, true);
    tree.later((sight) => sight.show(jobKey(activeJob)));
  };
  const show = useRef(reveal);
  show.current = reveal;
  useEffect(() => {
    if (!known || revealed.current === activeJob) return;
    revealed.current = activeJob;
    show.current();
  }, [known, activeJob]);

  const { dragging } = drag;
  const hint =
    dragging?.to === undefined
      ? null
      : dragging.refusal
        ? refusalText(dragging.refusal)
        : t('tree_move.to', { name: changes.whatOf(dragging.items), place: changes.placeName(dragging.to) });
  const onlyPicked = selection.picked.size === 1 ? rows.find((row) => selection.picked.has(row.key)) : undefined;
  const home = onlyPicked ? (onlyPicked.kind === 'job' ? onlyPicked.job.directory_id : onlyPicked.directory.id) : null;

  return (
    <section className="jobtree" aria-label={t('tree.title')}>
      <TreeHead
        marks={tree.marks}
        onMarks={tree.setMarks}
        sort={tree.sort}
        onSort={tree.setSort}
        canEdit={canEdit}
        home={home}
        onAction={tree.act}
        onTurnAll={tree.open.turnAll}
        onReveal={known ? reveal : null}
      />
      <FilterField text={tree.text} onText={tree.setText} onLeave={tree.enter} />
      <FilterChips marks={tree.marks} onMarks={tree.setMarks} />
      {tree.error && <ErrorBox title={t('tree.failed')} error={tree.error} />}
      {tree.loaded && rows.length === 0 && (
        <Empty
          title={tree.narrowed ? t('tree.nothing_found') : t('tree.empty')}
          text={tree.narrowed ? undefined : t(canEdit ? 'tree.empty_text' : 'tree.empty_reader')}
        >
          {tree.narrowed && (
            <button type="button" className="link" onClick={tree.widen}>
              {t('tree.filters_clear')}
            </button>
          )}
        </Empty>
      )}
      {rows.length > 0 && (
        <TreeList
          rows={rows}
          activeJob={activeJob}
          selection={selection}
          cut={tree.clip?.mode === 'cut' ? tree.clip.keys : NONE}
          renaming={tree.renaming}
          dragging={dragging}
          canEdit={canEdit}
          sight={tree.sight}
          drag={drag.list}
          onDragStart={drag.onDragStart}
          onDragEnd={drag.onDragEnd}
          onClick={tree.click}
          onMenu={tree.openMenu}
          onKeyDown={tree.onKeyDown}
          onRenamed={tree.renamed}
          onRenameCancel={tree.renameCancelled}
        />
      )}
      <TreeStrip notice={changes.notice} hint={hint} onClose={() => changes.setNotice(null)} />
      {tree.menu && (
        <TreeMenu
          place={tree.menu}
          canEdit={canEdit}
          canPaste={tree.clip !== null}
          onAction={tree.act}
          onClose={tree.closeMenu}
          onGiveUp={() => tree.closeMenu(false)}
        />
      )}
      {tree.dialog && (
        <TreeDialog
          action={tree.dialog}
          index={index}
          changes={changes}
          onClose={tree.closeDialog}
          onGiveUp={tree.closeDialog}
          onJob={(id) => {
            onOpen(id);
            tree.later((sight) => sight.show(jobKey(id)));
          }}
          onDirectory={(id) => {
            tree.open.turn(index.above(index.directories.get(id)?.parent_id ?? null), true);
            tree.later((sight) => sight.focus(directoryKey(id)));
          }}
          onDeleted={onDeleted}
        />
      )}
    </section>
  );
}

const NONE: ReadonlySet<string> = new Set();
