/** The menu of a row, or of all picked rows. One for the whole tree: it opens where it was asked for. */

import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { TreeAction } from './treeActions';
import { homeOf, nameOf, type TreeRow } from './treeRows';

export interface MenuPlace {
  readonly row: TreeRow;
  /** What it is for: the row alone, or what is picked, if the row is among it. */
  readonly keys: ReadonlySet<string>;
  readonly x: number;
  readonly y: number;
}

interface TreeMenuProps {
  place: MenuPlace;
  canEdit: boolean;
  canPaste: boolean;
  onAction: (action: TreeAction) => void;
  /** `acted`: an entry was chosen, which takes the focus where it is needed. */
  onClose: (acted: boolean) => void;
}

export function TreeMenu({ place, canEdit, canPaste, onAction, onClose }: TreeMenuProps) {
  const { t } = useTranslation();
  const { row, keys } = place;
  const count = keys.size;
  const act = (action: TreeAction) => () => {
    onClose(true);
    onAction(action);
  };
  const label = count > 1 ? t('tree_move.things', { count }) : nameOf(row);
  return (
    <Menu opened onClose={() => onClose(false)} position="bottom-start" returnFocus={false} withinPortal>
      <Menu.Target>
        <span className="tree-menu-place" style={{ left: place.x, top: place.y }} aria-hidden="true" />
      </Menu.Target>
      <Menu.Dropdown aria-label={t('tree.more', { name: label })} data-testid="tree-menu">
        {count === 1 && row.kind === 'job' && (
          <Menu.Item onClick={act({ kind: 'open', row })}>{t('tree.open')}</Menu.Item>
        )}
        {canEdit && count === 1 && row.kind === 'directory' && (
          <>
            <Menu.Item onClick={act({ kind: 'new_job', directory: homeOf(row) })}>{t('tree.new_job')}</Menu.Item>
            <Menu.Item onClick={act({ kind: 'new_directory', parent: homeOf(row) })}>
              {t('tree.new_directory')}
            </Menu.Item>
            <Menu.Divider />
          </>
        )}
        {count === 1 && row.kind === 'job' && (
          <>
            {row.job.submitted_version !== null && (
              <Menu.Item component={Link} to={`/patchdata/new?job=${row.job.id}`}>
                {t('tree.patchdata')}
              </Menu.Item>
            )}
            <Menu.Item component={Link} to={`/dependencies?view=around&job=${row.job.id}`}>
              {t('tree.dependencies')}
            </Menu.Item>
            {canEdit && <Menu.Divider />}
          </>
        )}
        {canEdit && (
          <>
            {count === 1 && (
              <Menu.Item rightSection={<kbd>F2</kbd>} onClick={act({ kind: 'rename', row })}>
                {t('tree.rename')}
              </Menu.Item>
            )}
            {count === 1 && row.kind === 'job' && (
              <Menu.Item onClick={act({ kind: 'copy', row })}>{t('tree.copy')}</Menu.Item>
            )}
            <Menu.Item onClick={act({ kind: 'move', keys })}>
              {count > 1 ? t('tree.move_things', { count }) : t('tree.move')}
            </Menu.Item>
            <Menu.Item rightSection={<kbd>Ctrl X</kbd>} onClick={act({ kind: 'cut', keys })}>
              {t('tree.cut')}
            </Menu.Item>
            {canPaste && count === 1 && (
              <Menu.Item rightSection={<kbd>Ctrl V</kbd>} onClick={act({ kind: 'paste', row })}>
                {t('tree.paste')}
              </Menu.Item>
            )}
            <Menu.Divider />
            <Menu.Item rightSection={<kbd>Del</kbd>} onClick={act({ kind: 'delete', keys })}>
              {count > 1 ? t('tree.delete_things', { count }) : t('tree.delete')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
