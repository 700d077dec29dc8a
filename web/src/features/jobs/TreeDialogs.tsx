/** The dialogs behind the tree. */

import { TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../components/ui/Dialog';
import { ErrorBox } from '../../components/ui/Feedback';
import { createDirectory } from './api/jobs';
import { DeleteDialog } from './tree/DeleteDialog';
import { MoveDialog } from './tree/MoveDialog';
import { itemsOf } from './tree/moves';
import { NewJobDialog } from './tree/NewJobDialog';
import type { DialogAction } from './tree/treeActions';
import type { TreeIndex } from './tree/treeIndex';
import type { TreeChanges } from './tree/useTreeChanges';
import { refetchTree } from './tree/useTreeData';

interface TreeDialogProps {
  action: DialogAction;
  index: TreeIndex;
  changes: TreeChanges;
  onClose: () => void;
  /** A job was made. */
  onJob: (jobId: number) => void;
  onDirectory: (id: number) => void;
  onDeleted: (jobId: number) => void;
}

export function TreeDialog({ action, index, changes, onClose, onJob, onDirectory, onDeleted }: TreeDialogProps) {
  if (action.kind === 'new_job') {
    return <NewJobDialog directory={action.directory} index={index} onClose={onClose} onCreated={onJob} />;
  }
  if (action.kind === 'new_directory') {
    return <NewDirectoryDialog parent={action.parent} index={index} onClose={onClose} onCreated={onDirectory} />;
  }
  const items = itemsOf(index, action.keys);
  if (action.kind === 'move') return <MoveDialog items={items} index={index} changes={changes} onClose={onClose} />;
  return <DeleteDialog items={items} index={index} changes={changes} onClose={onClose} onDeleted={onDeleted} />;
}

interface NewDirectoryProps {
  parent: number | null;
  index: TreeIndex;
  onClose: () => void;
  onCreated: (id: number) => void;
}

function NewDirectoryDialog({ parent, index, onClose, onCreated }: NewDirectoryProps) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const create = useMutation({
    mutationFn: () => createDirectory(name.trim(), parent),
    onSuccess: async (made) => {
      await refetchTree();
      onClose();
      onCreated(made.id);
    },
  });
  return (
    <Dialog
      title={t('new_directory.title')}
      verb={t('new_directory.verb')}
      consequence={parent === null ? undefined : t('new_directory.inside', { path: index.path(parent) })}
      onClose={onClose}
      onConfirm={() => create.mutate()}
      busy={create.isPending}
      disabled={name.trim() === ''}
      testId="btn-confirm-name"
    >
      <TextInput
        label={t('new_job.name')}
        value={name}
        maxLength={128}
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {create.error && <ErrorBox error={create.error} />}
    </Dialog>
  );
}
