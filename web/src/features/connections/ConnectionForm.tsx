/** One connection: generated form, secrets, test with its steps, where it is used. */

import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { PlugZap, Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, patch, post, remove } from '../../api/client';
import { currentWorkspace, keys, queryClient, ws } from '../../api/queries';
import type { Connection, ConnectionTest, ConnectionType } from '../../api/types';
import { Dialog } from '../../components/ui/Dialog';
import { ErrorBox } from '../../components/ui/Feedback';
import { NodeIcon } from '../../components/ui/Icon';
import { FieldFrame } from '../../forms/FieldFrame';
import { PropertyForm } from '../../forms/PropertyForm';
import { fieldsOf } from '../../forms/schema';
import { ConnectionSide } from './ConnectionSide';
import { splitFields } from './fields';
import { SecretFields, secretsToSend } from './SecretFields';

interface ConnectionFormProps {
  connection: Connection;
  type: ConnectionType | undefined;
  mayEdit: boolean;
  onDeleted: () => void;
}

const refetch = () => queryClient.invalidateQueries({ queryKey: keys.connections(currentWorkspace()) });

export function fieldErrorsOf(error: unknown): ReadonlyMap<string, string> {
  if (!(error instanceof ApiError)) return new Map();
  return new Map(error.fieldErrors.map((e) => [e.field.replace(/^(body\.)?(properties\.)?/, ''), e.message]));
}

export function ConnectionForm({ connection, type, mayEdit, onDeleted }: ConnectionFormProps) {
  const { t } = useTranslation();
  const [name, setName] = useState(connection.name);
  const [values, setValues] = useState(connection.properties);
  const [secrets, setSecrets] = useState<Readonly<Record<string, string>>>({});
  const [deleting, setDeleting] = useState(false);
  const { fields, secrets: secretFields } = useMemo(() => splitFields(type), [type]);
  const labels = useMemo(
    () => new Map(type ? fieldsOf(type.properties_schema).map((f) => [f.name, f.label]) : []),
    [type],
  );
  const changed = [
    ...(name === connection.name ? [] : [t('new_job.name')]),
    ...Object.keys({ ...values, ...connection.properties })
      .filter((key) => JSON.stringify(values[key]) !== JSON.stringify(connection.properties[key]))
      .map((key) => labels.get(key) ?? key),
    ...secretFields.filter((field) => secrets[field.name]).map((field) => field.label),
  ];
  const save = useMutation({
    mutationFn: () => {
      const body = {
        name: name.trim(),
        properties: values,
        secrets: secretsToSend(secrets),
        revision: connection.revision,
      };
      return patch<Connection>(ws(`/connections/${connection.id}`), body);
    },
    onSuccess: async () => {
      setSecrets({});
      await refetch();
    },
  });
  const test = useMutation({ mutationFn: () => post<ConnectionTest>(ws(`/connections/${connection.id}/test`)) });
  const saveAndTest = async () => {
    if (changed.length > 0) await save.mutateAsync();
    test.mutate();
  };
  return (
    <>
      <header className="bar h48">
        <NodeIcon icon={type?.icon ?? 'sql'} fallback="sql" size={18} className="t2" />
        <h2 className="pagetitle ell" title={connection.name}>
          {connection.name}
        </h2>
        <span className="tag">{type?.label ?? connection.type}</span>
        <span className="tag">{t('connections.nodes', { count: connection.used_by.length })}</span>
        <span className="grow" />
        <button
          type="button"
          className="ib"
          aria-label={t('connections.delete', { name: connection.name })}
          title={t('connections.delete', { name: connection.name })}
          disabled={!mayEdit}
          onClick={() => setDeleting(true)}
        >
          <Trash2 size={16} />
        </button>
      </header>
      <div className="grow row stretch">
        <div className="connection-form">
          <div className="connection-fields">
            <FieldFrame label={t('new_job.name')} forId="connection-name" required>
              <TextInput
                id="connection-name"
                value={name}
                readOnly={!mayEdit}
                maxLength={128}
                onChange={(event) => setName(event.currentTarget.value)}
              />
            </FieldFrame>
            <PropertyForm
              fields={fields}
              values={values}
              errors={fieldErrorsOf(save.error)}
              onChange={(field, value) => setValues((old) => ({ ...old, [field]: value }))}
            />
            <SecretFields
              fields={secretFields}
              stored={connection.secrets}
              values={secrets}
              onChange={setSecrets}
              readOnly={!mayEdit}
            />
            {save.error && (
              <ErrorBox title={t('connections.save_failed', { name: connection.name })} error={save.error} />
            )}
          </div>
          <footer className="connection-foot">
            <Button
              variant="filled"
              onClick={() => save.mutate()}
              loading={save.isPending}
              disabled={!mayEdit || changed.length === 0}
              data-testid="btn-save-connection"
            >
              {t('bar.save')}
            </Button>
            <Button
              leftSection={<PlugZap size={14} />}
              onClick={() => void saveAndTest().catch(() => undefined)}
              loading={test.isPending}
              data-testid="btn-test-connection"
            >
              {changed.length > 0 ? t('connections.save_and_test') : t('connections.test')}
            </Button>
            <span className="end t3 s12 ell">
              {changed.length > 0 && t('connections.unsaved', { fields: changed.join(', ') })}
            </span>
          </footer>
        </div>
        <ConnectionSide connection={connection} test={test.data} error={test.error} />
      </div>
      {deleting && (
        <DeleteConnection connection={connection} onClose={() => setDeleting(false)} onDeleted={onDeleted} />
      )}
    </>
  );
}

function DeleteConnection({
  connection,
  onClose,
  onDeleted,
}: {
  connection: Connection;
  onClose: () => void;
  onDeleted: () => void;
}) {
  const { t } = useTranslation();
  const destroy = useMutation({
    mutationFn: () => remove(ws(`/connections/${connection.id}`)),
    onSuccess: async () => {
      onDeleted();
      await refetch();
    },
  });
  const used = connection.used_by.length > 0;
  return (
    <Dialog
      title={t('connections.delete', { name: connection.name })}
      verb={t('tree.delete')}
      danger
      disabled={used}
      onClose={onClose}
      onConfirm={() => destroy.mutate()}
      busy={destroy.isPending}
    >
      <p className="t2">{used ? t('connections.delete_blocked') : t('connections.delete_text')}</p>
      {used && (
        <ul className="plainlist">
          {connection.used_by.map((use) => (
            <li key={`${use.job_id}${use.node_name}`}>
              {use.job_name} <span className="t3">{use.node_name}</span>
            </li>
          ))}
        </ul>
      )}
      {destroy.error && <ErrorBox error={destroy.error} />}
    </Dialog>
  );
}
