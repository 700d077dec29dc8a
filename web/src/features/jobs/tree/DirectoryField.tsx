/** A directory to choose, by its path; of thousands the first that fit what is typed are shown. */

import { Select } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { byName, type TreeIndex } from './treeIndex';

const MOST_SHOWN = 100;
const TOP = 'top';

interface DirectoryFieldProps {
  index: TreeIndex;
  value: number | null;
  onChange: (directory: number | null) => void;
  /** Directories that cannot be taken. */
  refused?: (directory: number | null) => boolean;
  focused?: boolean;
}

export function DirectoryField({ index, value, onChange, refused, focused }: DirectoryFieldProps) {
  const { t } = useTranslation();
  const choices = useMemo(() => {
    const paths = [...index.directories.keys()].map((id) => ({ id, name: index.path(id) })).sort(byName);
    return [
      { value: TOP, label: t('new_job.top'), disabled: refused?.(null) },
      ...paths.map(({ id, name }) => ({ value: String(id), label: name, disabled: refused?.(id) })),
    ];
  }, [index, refused, t]);
  return (
    <Select
      label={t('new_job.directory')}
      data={choices}
      value={value === null ? TOP : String(value)}
      onChange={(chosen) => onChange(chosen === null || chosen === TOP ? null : Number(chosen))}
      searchable
      allowDeselect={false}
      limit={MOST_SHOWN}
      maxDropdownHeight={240}
      nothingFoundMessage={t('new_job.no_directory')}
      data-autofocus={focused || undefined}
    />
  );
}
