/** The tree of directories and jobs. One stop of Tab; arrows walk, Enter opens, F2 renames, Delete deletes. */

import { Menu } from '@mantine/core';
import { ChevronDown, ChevronRight, Ellipsis, Folder, FolderOpen, FolderPlus, Plus, Search } from 'lucide-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useLive } from '../../api/live';
import { currentWorkspace, keys, queryClient, useTree } from '../../api/queries';
import type { Tree } from '../../api/types';
import { Empty, ErrorBox } from '../../components/ui/Feedback';
import { NodeIcon, StateIcon } from '../../components/ui/Icon';
import { useDirtyIds } from './openJobs';
import type { TreeAction } from './TreeDialogs';
import { type TreeRow, treeRows, withInstance } from './treeRows';

interface JobTreeProps {
  activeJob: number | null;
  onOpen: (jobId: number) => void;
  onAction: (action: TreeAction) => void;
}

export function JobTree({ activeJob, onOpen, onAction }: JobTreeProps) {
  const { t } = useTranslation();
  const tree = useTree();
  const [filter, setFilter] = useState('');
  const [closed, setClosed] = useState<ReadonlySet<number>>(new Set());
  const [focused, setFocused] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const treeKey = keys.tree(currentWorkspace());
  const refetch = () => void queryClient.invalidateQueries({ queryKey: treeKey });
  useLive(['tree', 'instances'], (event, data) => {
    if (event === 'tree') refetch();
    if (event === 'instance') queryClient.setQueryData<Tree>(treeKey, (old) => old && withInstance(old, data));
  });
  const rows = tree.data ? treeRows(tree.data, closed, filter) : [];
  const stop = rows.some((row) => row.key === focused) ? focused : (rows[0]?.key ?? null);
  const toggle = (id: number, open: boolean) => {
    const next = new Set(closed);
    if (open) next.delete(id);
    else next.add(id);
    setClosed(next);
  };
  const activate = (row: TreeRow) => {
    if (row.kind === 'job') onOpen(row.job.id);
    else toggle(row.directory.id, !row.open);
  };
  const focusRow = (key: string | undefined) => {
    if (!key) return;
    setFocused(key);
    list.current?.querySelector<HTMLElement>(`[data-row="${key}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent, row: TreeRow, index: number) => {
    if (event.target !== event.currentTarget) return;
    const walk = new Map([
      ['ArrowDown', rows[index + 1]],
      ['ArrowUp', rows[index - 1]],
      ['Home', rows[0]],
      ['End', rows.at(-1)],
    ]);
    if (walk.has(event.key)) focusRow(walk.get(event.key)?.key);
    else if (event.key === 'Enter') activate(row);
    else if (event.key === 'F2') onAction({ kind: 'rename', row });
    else if (event.key === 'Delete') onAction({ kind: 'delete', row });
    else if (row.kind === 'directory' && event.key === 'ArrowRight') toggle(row.directory.id, true);
    else if (row.kind === 'directory' && event.key === 'ArrowLeft') toggle(row.directory.id, false);
    else return;
    event.preventDefault();
  };
  return (
    <section className="jobtree" aria-label={t('tree.title')}>
      <div className="sech">
        <h2 className="b6 s12">{t('tree.title')}</h2>
        <span className="end row gap0">
          <button
            type="button"
            className="ib sm"
            aria-label={t('tree.new_directory')}
            title={t('tree.new_directory')}
            onClick={() => onAction({ kind: 'new_directory', parent: null })}
          >
            <FolderPlus size={16} />
          </button>
          <button
            type="button"
            className="ib sm"
            aria-label={t('tree.new_job')}
            title={t('tree.new_job')}
            data-testid="btn-new-job"
            onClick={() => onAction({ kind: 'new_job', directory: null })}
          >
            <Plus size={16} />
          </button>
        </span>
      </div>
      <label className="inp soft tree-filter">
        <Search size={14} className="i" aria-hidden="true" />
        <input
          value={filter}
          onChange={(e) => setFilter(e.target.value)}
          placeholder={t('tree.filter')}
          aria-label={t('tree.filter')}
        />
      </label>
      {tree.error && <ErrorBox title={t('tree.failed')} error={tree.error} />}
      {tree.data && rows.length === 0 && (
        <Empty
          title={filter ? t('tree.nothing_found') : t('tree.empty')}
          text={filter ? undefined : t('tree.empty_text')}
        />
      )}
      {rows.length > 0 && (
        <div ref={list} className="tree" role="tree" aria-label={t('tree.title')}>
          {rows.map((row, index) => (
            <div
              key={row.key}
              role="treeitem"
              data-row={row.key}
              data-testid={row.kind === 'job' ? `tree-job-${row.job.name}` : `tree-directory-${row.directory.name}`}
              aria-level={row.depth + 1}
              aria-expanded={row.kind === 'directory' ? row.open : undefined}
              aria-selected={row.kind === 'job' && row.job.id === activeJob}
              tabIndex={row.key === stop ? 0 : -1}
              className={`tr ${row.kind === 'job' && row.job.id === activeJob ? 'on' : ''}`}
              style={{ paddingLeft: 8 + row.depth * 14 + (row.kind === 'job' ? 18 : 0) }}
              onClick={() => activate(row)}
              onFocus={() => setFocused(row.key)}
              onKeyDown={(event) => onKeyDown(event, row, index)}
            >
              {row.kind === 'directory' ? <DirectoryRow row={row} /> : <JobRow row={row} />}
              <RowMenu row={row} onAction={onAction} />
            </div>
          ))}
        </div>
      )}
    </section>
  );
}

function DirectoryRow({ row }: { row: TreeRow & { kind: 'directory' } }) {
  return (
    <>
      {row.open ? <ChevronDown size={14} className="i" /> : <ChevronRight size={14} className="i" />}
      {row.open ? <FolderOpen size={15} className="i" /> : <Folder size={15} className="i" />}
      <span className="nm ell" title={row.directory.name}>
        {row.directory.name}
      </span>
      <span className="end s11 tn">{row.count}</span>
    </>
  );
}

function JobRow({ row }: { row: TreeRow & { kind: 'job' } }) {
  const { t } = useTranslation();
  const { job } = row;
  const unsaved = useDirtyIds().has(job.id);
  return (
    <>
      <NodeIcon icon="subjob" size={15} />
      <span className="nm ell" title={job.name}>
        {job.name}
      </span>
      {unsaved && <span className="dot" role="img" aria-label={t('tree.unsaved')} title={t('tree.unsaved')} />}
      {!unsaved && job.submitted_version !== null && job.changed_since_submit && (
        <span className="dot ring" role="img" aria-label={t('tree.changed')} title={t('tree.changed')} />
      )}
      <span className="end s11">
        {job.submitted_version === null && <span>{t('tree.draft')}</span>}
        {job.last_instance && <StateIcon status={job.last_instance.status} size={14} named />}
      </span>
    </>
  );
}

function RowMenu({ row, onAction }: { row: TreeRow; onAction: (action: TreeAction) => void }) {
  const { t } = useTranslation();
  const name = row.kind === 'job' ? row.job.name : row.directory.name;
  const directory = row.kind === 'directory' ? row.directory.id : row.job.directory_id;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only keeps clicks of the menu from opening the row.
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above.
    <span onClick={(event) => event.stopPropagation()} className="rowmenu">
      <Menu position="bottom-end">
        <Menu.Target>
          <button type="button" className="ib sm" tabIndex={-1} aria-label={t('tree.more', { name })}>
            <Ellipsis size={14} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {row.kind === 'directory' && (
            <>
              <Menu.Item onClick={() => onAction({ kind: 'new_job', directory })}>{t('tree.new_job')}</Menu.Item>
              <Menu.Item onClick={() => onAction({ kind: 'new_directory', parent: directory })}>
                {t('tree.new_directory')}
              </Menu.Item>
              <Menu.Divider />
            </>
          )}
          {row.kind === 'job' && (
            <>
              {row.job.submitted_version !== null && (
                <Menu.Item component={Link} to={`/patchdata/new?job=${row.job.id}`}>
                  {t('tree.patchdata')}
                </Menu.Item>
              )}
              <Menu.Item component={Link} to={`/dependencies?view=around&job=${row.job.id}`}>
                {t('tree.dependencies')}
              </Menu.Item>
              <Menu.Divider />
            </>
          )}
          <Menu.Item onClick={() => onAction({ kind: 'rename', row })}>{t('tree.rename')}</Menu.Item>
          <Menu.Item onClick={() => onAction({ kind: 'delete', row })}>{t('tree.delete')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}
