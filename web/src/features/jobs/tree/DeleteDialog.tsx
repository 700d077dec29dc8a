/** Deleting: what goes, who names it, and what could not be deleted and why. */

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentWorkspace } from '../../../api/queries';
import { Dialog } from '../../../components/ui/Dialog';
import { ErrorBox, useErrorText } from '../../../components/ui/Feedback';
import { deleteDirectory, deleteJob, findUses } from '../api/jobs';
import { allOf, countOf, type Items, namesOf } from './moves';
import type { TreeIndex } from './treeIndex';
import type { TreeChanges } from './useTreeChanges';
import { refetchTree } from './useTreeData';

const MOST_NAMED = 8;

interface Failure {
  readonly key: string;
  readonly name: string;
  readonly text: string;
}

interface DeleteDialogProps {
  items: Items;
  index: TreeIndex;
  changes: TreeChanges;
  onClose: () => void;
  onDeleted: (jobId: number) => void;
}

export function DeleteDialog(props: DeleteDialogProps) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  // What goes is settled when the dialog opens: the tree behind it changes while it is deleted.
  const [{ index, title }] = useState(() => ({
    index: props.index,
    title:
      countOf(props.items) === 1
        ? t('delete.title', { name: props.changes.whatOf(props.items) })
        : t('delete.title_things', { count: countOf(props.items) }),
  }));
  const [all, setAll] = useState(() => allOf(props.index, props.items));
  const [done, setDone] = useState<number | null>(null);
  const [failures, setFailures] = useState<readonly Failure[] | null>(null);
  const count = countOf(all);

  const destroy = async () => {
    const failed: Failure[] = [];
    setDone(0);
    const attempt = async (key: string, name: string, how: () => Promise<unknown>) => {
      try {
        await how();
      } catch (error) {
        failed.push({ key, name, text: errorText(error) });
      }
      setDone((before) => (before ?? 0) + 1);
    };
    for (const id of all.jobs) {
      await attempt(`j${id}`, index.jobs.get(id)?.name ?? '', async () => {
        await deleteJob(id);
        props.onDeleted(id);
      });
    }
    for (const id of all.directories) {
      await attempt(`d${id}`, index.directories.get(id)?.name ?? '', () => deleteDirectory(id));
    }
    await refetchTree();
    setDone(null);
    setFailures(null);
    if (failed.length > 0) {
      const left = (letter: string) => failed.flatMap(({ key }) => (key[0] === letter ? Number(key.slice(1)) : []));
      setAll({ jobs: left('j'), directories: left('d') });
      setFailures(failed);
    } else {
      props.changes.say({ text: t('delete.done', { count }) });
      props.onClose();
    }
  };

  if (failures) {
    return (
      <Dialog
        title={title}
        verb={t('error.try_again')}
        danger
        onClose={props.onClose}
        onConfirm={() => void destroy()}
        busy={done !== null}
        testId="btn-confirm-delete"
      >
        <p className="t2">{t('delete.some_left', { count: failures.length })}</p>
        <ul className="tree-failures" role="alert">
          {failures.map((one) => (
            <li key={one.key}>
              <b className="b5">{one.name}</b> {one.text}
            </li>
          ))}
        </ul>
      </Dialog>
    );
  }
  return (
    <Dialog
      title={title}
      verb={count === 1 ? t('tree.delete') : t('delete.verb_things', { count })}
      consequence={done === null ? t('delete.for_good') : t('delete.progress', { done, count })}
      danger
      onClose={props.onClose}
      onConfirm={() => void destroy()}
      busy={done !== null}
      testId="btn-confirm-delete"
    >
      <WhatGoes index={index} items={props.items} all={all} />
      <WhoNames index={index} jobs={all.jobs} />
    </Dialog>
  );
}

function WhatGoes({ index, items, all }: { index: TreeIndex; items: Items; all: Items }) {
  const { t } = useTranslation();
  const [job] = all.jobs;
  if (countOf(all) === 1 && job !== undefined) {
    return <p className="t2">{t('delete.job_text', { name: index.jobs.get(job)?.name ?? '' })}</p>;
  }
  const names = namesOf(index, items);
  return (
    <>
      <p className="t2">
        {t('delete.counts', {
          jobs: t('delete.count_jobs', { count: all.jobs.length }),
          directories: t('delete.count_directories', { count: all.directories.length }),
        })}
      </p>
      {names.length > 1 && (
        <p className="t2 tree-names">
          {names.slice(0, MOST_NAMED).join(', ')}
          {names.length > MOST_NAMED && ', …'}
        </p>
      )}
    </>
  );
}

/** Other jobs that would miss them: dependencies keep a job from being deleted, nodes that run it would fail. */
function WhoNames({ index, jobs }: { index: TreeIndex; jobs: readonly number[] }) {
  const { t } = useTranslation();
  const uses = useQuery({
    queryKey: ['job_uses', currentWorkspace(), ...jobs],
    queryFn: async () => (await findUses(jobs)).items,
    enabled: jobs.length > 0,
    staleTime: 0,
  });
  if (uses.error) return <ErrorBox error={uses.error} />;
  const found = uses.data ?? [];
  if (found.length === 0) return null;
  const lines = found.flatMap((use) => {
    const name = index.jobs.get(use.job_id)?.name ?? '';
    return [
      ...(use.dependents.length ? [t('delete.depended_on', { name, by: shown(use.dependents) })] : []),
      ...(use.callers.length ? [t('delete.called', { name, by: shown(use.callers) })] : []),
    ];
  });
  return (
    <div className="tree-uses" data-testid="delete-uses">
      <p className="b5">{t('delete.named')}</p>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}

function shown(names: readonly string[]): string {
  return names.slice(0, MOST_NAMED).join(', ') + (names.length > MOST_NAMED ? ', …' : '');
}
