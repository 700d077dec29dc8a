/** Somebody else saved the draft meanwhile: both sets of changes side by side, and three ways on. */

import { Button, Modal } from '@mantine/core';
import { Download, GitMerge } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../api/types';
import { announce } from '../../components/ui/announce';
import { useDocument } from '../../designer/context';
import { type Conflict, mergeThree, type Side } from '../../designer/model/merge';
import { clock } from '../../lib/time';
import { ComparisonTable } from './compare/ComparisonTable';
import { comparison } from './compare/rows';
import type { OpenJob } from './openJob';
import { downloadDefinition } from './saving/download';
import { replaceDocument } from './saving/replace';
import { useSaveState } from './saving/useSaveState';

const NAMED = 5;

type Way = 'mine' | 'theirs';

export function ConflictDialog({ job, open, onClose }: { job: Job; open: OpenJob; onClose: () => void }) {
  const { t } = useTranslation();
  const { theirs } = useSaveState(open);
  const { doc } = useDocument();
  const [choices, setChoices] = useState<ReadonlyMap<string, Side>>(new Map());
  const [sure, setSure] = useState<Way | null>(null);
  const base = open.saver.work().base;
  const found = useMemo(() => (theirs ? comparison(base, doc, theirs.doc) : null), [base, doc, theirs]);
  if (!theirs || !found) return null;
  const lost = (way: Way) => found.rows.filter((row) => (way === 'mine' ? row.theirs : row.mine) !== null);
  const names = (way: Way) => {
    const list = lost(way).map((row) => row.name || t('compare.part.job'));
    const more = list.length > NAMED ? [t('conflict.more', { count: list.length - NAMED })] : [];
    return [...list.slice(0, NAMED), ...more].join(', ');
  };
  const done = (text: string) => {
    announce(text);
    onClose();
  };
  const merge = () => {
    replaceDocument(open.store, mergeThree(base, doc, theirs.doc, choices).doc, 'merge', theirs.by);
    open.saver.settle(theirs, false);
    done(t('conflict.merged'));
  };
  const take = (way: Way) => {
    if (sure !== way) {
      setSure(way);
      return;
    }
    if (way === 'theirs') replaceDocument(open.store, theirs.doc, 'take_over', theirs.by);
    open.saver.settle(theirs, way === 'theirs');
    done(t(way === 'mine' ? 'conflict.kept_mine' : 'conflict.took_theirs'));
  };
  const choose = (conflict: Conflict, side: Side) => setChoices(new Map(choices).set(conflict.key, side));
  const consequence = () => {
    if (sure === 'mine') return t('conflict.lose_theirs', { name: theirs.by, what: names('mine') });
    if (sure === 'theirs') return t('conflict.lose_mine', { what: names('theirs') });
    return t('conflict.consequence');
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('conflict.title', { name: job.name })}
      size={880}
      centered
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <div className="dialog-body" data-testid="conflict">
        <p className="t2">
          {t('conflict.text', { name: theirs.by, time: clock(theirs.at) })}{' '}
          {found.conflicts.length > 0 ? t('conflict.count', { count: found.conflicts.length }) : t('conflict.none')}
        </p>
        <ComparisonTable comparison={found} them={theirs.by} choices={choices} onChoose={choose} />
      </div>
      <footer className="dialog-foot conflict-foot">
        <span className={`s12 grow ${sure ? 'st-failed' : 't3'}`} role={sure ? 'alert' : undefined}>
          {consequence()}
        </span>
        <Button leftSection={<Download size={14} />} onClick={() => downloadDefinition(job.name, doc)}>
          {t('conflict.keep')}
        </Button>
        <Button color={sure === 'theirs' ? 'red' : undefined} onClick={() => take('theirs')} data-testid="take-theirs">
          {t(sure === 'theirs' ? 'conflict.theirs_sure' : 'conflict.theirs')}
        </Button>
        <Button color={sure === 'mine' ? 'red' : undefined} onClick={() => take('mine')} data-testid="keep-mine">
          {t(sure === 'mine' ? 'conflict.mine_sure' : 'conflict.mine')}
        </Button>
        <Button
          variant="filled"
          leftSection={<GitMerge size={14} />}
          onClick={merge}
          data-testid="merge"
          data-autofocus
        >
          {t('conflict.merge')}
        </Button>
      </footer>
    </Modal>
  );
}
