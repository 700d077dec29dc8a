/** A new connection: choose the type, then fill in its form. */

import { Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client';
import { currentWorkspace, keys, queryClient, ws } from '../../api/queries';
import type { Connection, ConnectionType } from '../../api/types';
import { Dialog } from '../../components/ui/Dialog';
import { ErrorBox } from '../../components/ui/Feedback';
import { PropertyForm } from '../../forms/PropertyForm';
import { fieldErrorsOf } from './ConnectionForm';
import { splitFields } from './fields';
import { SecretFields, secretsToSend } from './SecretFields';

interface NewConnectionProps {
  types: readonly ConnectionType[];
  onClose: () => void;
  onCreated: (id: number) => void;
}

const NOTHING_STORED = {};

export function NewConnection({ types, onClose, onCreated }: NewConnectionProps) {
  const { t } = useTranslation();
  const [typeName, setTypeName] = useState(types[0]?.name ?? '');
  const [name, setName] = useState('');
  const [values, setValues] = useState<Readonly<Record<string, unknown>>>({});
  const [secrets, setSecrets] = useState<Readonly<Record<string, string>>>({});
  const type = types.find((one) => one.name === typeName);
  const { fields, secrets: secretFields } = useMemo(() => splitFields(type), [type]);
  const create = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), type: typeName, properties: values, secrets: secretsToSend(secrets) };
      return post<Connection>(ws('/connections'), body);
    },
    onSuccess: async (connection) => {
      await queryClient.invalidateQueries({ queryKey: keys.connections(currentWorkspace()) });
      onCreated(connection.id);
      onClose();
    },
  });
  const choose = (next: string | null) => {
    setTypeName(next ?? '');
    setValues({});
    setSecrets({});
  };
  return (
    <Dialog
      title={t('connections.new')}
      verb={t('connections.create')}
      consequence={t('connections.create_note')}
      onClose={onClose}
      onConfirm={() => create.mutate()}
      busy={create.isPending}
      disabled={name.trim() === '' || typeName === ''}
      size={560}
      testId="btn-create-connection"
    >
      <Select
        label={t('connections.type')}
        description={type?.help}
        data={types.map((one) => ({ value: one.name, label: one.label }))}
        value={typeName}
        onChange={choose}
        searchable
      />
      <TextInput
        label={t('new_job.name')}
        value={name}
        maxLength={128}
        data-autofocus
        data-testid="new-connection-name"
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <PropertyForm
        key={typeName}
        fields={fields}
        values={values}
        errors={fieldErrorsOf(create.error)}
        onChange={(field, value) => setValues((old) => ({ ...old, [field]: value }))}
      />
      <SecretFields fields={secretFields} stored={NOTHING_STORED} values={secrets} onChange={setSecrets} />
      {create.error && <ErrorBox error={create.error} />}
    </Dialog>
  );
}
