/** Changes of a tab that closed or crashed before the server had them: restore, keep as a file, or discard. */

import { Button, Modal } from '@mantine/core';
import { Download, RotateCcw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../api/types';
import { clock } from '../../lib/time';
import { DifferenceList } from './compare/DifferenceList';
import { type Recalled, unsavedSteps } from './journal/records';
import type { OpenJob } from './openJob';
import { discardLost, restoreLost } from './recovering';
import { downloadDefinition } from './saving/download';

export function RecoveryDialog({ job, open, onDone }: { job: Job; open: OpenJob; onDone: () => void }) {
  const { t } = useTranslation();
  const [lost, setLost] = useState(open.lost);
  const [chosen, setChosen] = useState(0);
  const [sure, setSure] = useState(false);
  const book = lost[chosen] ?? lost[0];
  if (!book) return null;
  const leave = (one: Recalled) => {
    const left = lost.filter((other) => other !== one);
    open.lost = left;
    setLost(left);
    setChosen(0);
    setSure(false);
    if (left.length === 0) onDone();
  };
  const discard = () => {
    if (!sure) {
      setSure(true);
      return;
    }
    discardLost(book);
    leave(book);
  };
  return (
    <Modal
      opened
      onClose={onDone}
      title={t('recovery.title', { name: job.name })}
      size={640}
      centered
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <div className="dialog-body" data-testid="recovery">
        <p className="t2">{t('recovery.text')}</p>
        {lost.length > 1 && (
          <fieldset className="recovery-books">
            <legend className="sr-only">{t('recovery.which')}</legend>
            {lost.map((one, index) => (
              <label key={one.key.tab} className="row gap8">
                <input type="radio" name="book" checked={one === book} onChange={() => setChosen(index)} />
                <BookLine book={one} />
              </label>
            ))}
          </fieldset>
        )}
        {lost.length === 1 && (
          <p className="b5">
            <BookLine book={book} />
          </p>
        )}
        <p className="t3 s12">
          {book.state.revision === job.revision
            ? t('recovery.same_base', { revision: job.revision })
            : t('recovery.older_base', { revision: book.state.revision, now: job.revision })}
        </p>
        <DifferenceList before={job.definition} after={book.state.doc} />
      </div>
      <footer className="dialog-foot">
        <span className="t3 s12 grow">{sure ? t('recovery.sure') : t('recovery.consequence')}</span>
        <Button
          color={sure ? 'red' : undefined}
          leftSection={<Trash2 size={14} />}
          onClick={discard}
          data-testid="recovery-discard"
        >
          {t(sure ? 'recovery.discard_sure' : 'recovery.discard')}
        </Button>
        <Button leftSection={<Download size={14} />} onClick={() => downloadDefinition(job.name, book.state.doc)}>
          {t('recovery.file')}
        </Button>
        <Button
          variant="filled"
          leftSection={<RotateCcw size={14} />}
          data-autofocus
          data-testid="recovery-restore"
          onClick={() => void restoreLost(open, book).then(() => leave(book))}
        >
          {t('recovery.restore')}
        </Button>
      </footer>
    </Modal>
  );
}

function BookLine({ book }: { book: Recalled }) {
  const { t } = useTranslation();
  const count = unsavedSteps(book.state.history, book.state.savedMark);
  return <>{t('recovery.book', { time: clock(new Date(book.at).toISOString()), count })}</>;
}
