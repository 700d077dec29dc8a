/** A connection, script or job, chosen by name from a list that can be searched. */

import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useConnections, useTree } from '../../api/queries';
import { hasEl } from '../schema';
import type { FieldProps } from './types';

interface Option {
  value: string;
  label: string;
}

function useOptions(reference: string, connectionTypes: readonly string[]): Option[] {
  const connections = useConnections().data ?? [];
  const tree = useTree().data;
  const named = (items: readonly { name: string }[]) => items.map(({ name }) => ({ value: name, label: name }));
  if (reference === 'connection') {
    return named(connections.filter((c) => connectionTypes.length === 0 || connectionTypes.includes(c.type)));
  }
  if (reference === 'script') return named(tree?.scripts ?? []);
  if (reference === 'job') return named(tree?.jobs ?? []);
  return [];
}

export function ReferenceField({ id, field, value, onChange, error, label }: FieldProps) {
  const { t } = useTranslation();
  const options = useOptions(field.reference, field.connectionTypes);
  const current = value === undefined || value === null || value === '' ? null : String(value);
  const known = current === null || options.some((option) => option.value === current);
  const data = known
    ? options
    : [
        ...options,
        { value: current, label: hasEl(current) ? current : t('form.unknown_reference', { name: current }) },
      ];
  return (
    <Select
      id={id}
      aria-label={label}
      data={data}
      value={current}
      searchable
      clearable={!field.required}
      placeholder={t('form.choose')}
      nothingFoundMessage={t('form.nothing_found')}
      error={Boolean(error)}
      onChange={(next) => onChange(next ?? undefined)}
    />
  );
}
