/** What the tree does to the server: move with Undo, rename, copy. Says how it went in the line below the tree. */

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentWorkspace, keys, queryClient } from '../../../api/queries';
import { announce } from '../../../components/ui/announce';
import { useErrorText } from '../../../components/ui/Feedback';
import { copyJob, moveInTree, renameDirectory, renameJob } from '../api/jobs';
import { countOf, type Items, namesOf, type Refusal, refusalOf, returnsOf } from './moves';
import type { TreeNotice } from './TreeStrip';
import { LEVELS, type TreeIndex } from './treeIndex';
import { jobKey, nameOf, type TreeRow } from './treeRows';
import { refetchTree } from './useTreeData';

export function useRefusalText(): (refusal: Refusal) => string {
  const { t } = useTranslation();
  return (refusal) => {
    if (refusal.why === 'nothing') return t('tree_move.nothing');
    if (refusal.why === 'deep') return t('tree_move.deep', { levels: LEVELS });
    return t(`tree_move.${refusal.why}`, { name: refusal.name });
  };
}

export function useTreeChanges(index: TreeIndex) {
  const { t } = useTranslation();
  const [notice, setNotice] = useState<TreeNotice | null>(null);
  const refusalText = useRefusalText();
  const errorText = useErrorText();
  const say = (next: TreeNotice) => {
    setNotice(next);
    if (!next.wrong) announce(next.text);
  };
  const fail = (error: unknown) => say({ text: errorText(error), wrong: true });
  const placeName = (to: number | null) =>
    to === null ? t('new_job.top') : (index.directories.get(to)?.name ?? t('new_job.top'));
  const whatOf = (items: Items) =>
    countOf(items) === 1 ? (namesOf(index, items)[0] ?? '') : t('tree_move.things', { count: countOf(items) });

  /** True when everything is where it should be. */
  const move = async (items: Items, to: number | null): Promise<boolean> => {
    const refusal = refusalOf(index, items, to);
    if (refusal) {
      if (refusal.why !== 'nothing') say({ text: refusalText(refusal), wrong: true });
      return false;
    }
    const back = returnsOf(index, items);
    const what = whatOf(items);
    try {
      await moveInTree(to, items.directories, items.jobs);
      await refetchTree();
    } catch (error) {
      fail(error);
      return false;
    }
    const undo = async () => {
      try {
        for (const one of back) await moveInTree(one.to, one.directories, one.jobs);
        await refetchTree();
        say({ text: t('tree_move.undone', { name: what }) });
      } catch (error) {
        fail(error);
      }
    };
    say({ text: t('tree_move.done', { name: what, place: placeName(to) }), undo: () => void undo() });
    return true;
  };

  const rename = async (row: TreeRow, name: string): Promise<boolean> => {
    const old = nameOf(row);
    try {
      if (row.kind === 'directory') await renameDirectory(row.directory.id, name);
      else {
        await renameJob(row.job.id, name);
        void queryClient.invalidateQueries({ queryKey: keys.job(currentWorkspace(), row.job.id) });
      }
      await refetchTree();
    } catch (error) {
      fail(error);
      return false;
    }
    setNotice(null);
    announce(t('tree.renamed', { old, name }));
    return true;
  };

  /** Copies of the jobs, each beside its original or in `to`; keys of their rows. */
  const copy = async (jobs: readonly number[], to: number | null): Promise<string[]> => {
    const made: string[] = [];
    try {
      for (const id of jobs) made.push(jobKey((await copyJob(id, to)).id));
    } catch (error) {
      fail(error);
    }
    await refetchTree();
    if (made.length === jobs.length) announce(t('tree.copied', { count: made.length }));
    return made;
  };

  return { notice, setNotice, say, move, rename, copy, placeName, whatOf };
}

export type TreeChanges = ReturnType<typeof useTreeChanges>;
