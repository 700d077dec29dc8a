/** The head of the tree: filters, new directory, new job, and how the tree is shown. */

import { Menu } from '@mantine/core';
import { Check, Ellipsis, FolderPlus, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { FilterButton } from './TreeFilters';
import type { TreeAction } from './treeActions';
import type { FilterMark } from './treeFilter';
import type { SortBy } from './treeIndex';

interface TreeHeadProps {
  marks: ReadonlySet<FilterMark>;
  onMarks: (marks: ReadonlySet<FilterMark>) => void;
  sort: SortBy;
  onSort: (sort: SortBy) => void;
  canEdit: boolean;
  /** Where new things go: the directory that has the focus. */
  home: number | null;
  onAction: (action: TreeAction) => void;
  onTurnAll: (open: boolean) => void;
  onReveal: (() => void) | null;
}

export function TreeHead(props: TreeHeadProps) {
  const { t } = useTranslation();
  const { canEdit, home, onAction } = props;
  return (
    <div className="sech">
      <h2 className="b6 s12">{t('tree.title')}</h2>
      <span className="end row gap0">
        <FilterButton marks={props.marks} onMarks={props.onMarks} />
        {canEdit && (
          <>
            <button
              type="button"
              className="ib sm"
              aria-label={t('tree.new_directory')}
              title={t('tree.new_directory')}
              onClick={() => onAction({ kind: 'new_directory', parent: home })}
            >
              <FolderPlus size={16} />
            </button>
            <button
              type="button"
              className="ib sm"
              aria-label={t('tree.new_job')}
              title={t('tree.new_job')}
              data-testid="btn-new-job"
              onClick={() => onAction({ kind: 'new_job', directory: home })}
            >
              <Plus size={16} />
            </button>
          </>
        )}
        <ViewMenu {...props} />
      </span>
    </div>
  );
}

function ViewMenu({ sort, onSort, onTurnAll, onReveal }: TreeHeadProps) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <button type="button" className="ib sm" aria-label={t('tree.view')} title={t('tree.view')}>
          <Ellipsis size={16} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {(['name', 'changed'] as const).map((one) => (
          <Menu.Item
            key={one}
            role="menuitemradio"
            aria-checked={sort === one}
            leftSection={sort === one ? <Check size={14} /> : <span className="menu-gap" />}
            onClick={() => onSort(one)}
          >
            {t(`tree.sort_${one}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<span className="menu-gap" />} onClick={() => onTurnAll(false)}>
          {t('tree.close_all')}
        </Menu.Item>
        <Menu.Item leftSection={<span className="menu-gap" />} onClick={() => onTurnAll(true)}>
          {t('tree.open_all')}
        </Menu.Item>
        <Menu.Item leftSection={<span className="menu-gap" />} disabled={!onReveal} onClick={() => onReveal?.()}>
          {t('tree.reveal')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
