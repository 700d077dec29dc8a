/** Connections: the list at the left, the form of one at the right. */

import { Button } from '@mantine/core';
import { Database, Plus, Search } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { useConnections, useConnectionTypes, usePermission } from '../../api/queries';
import type { Connection, ConnectionType } from '../../api/types';
import { Empty, PageError } from '../../components/ui/Feedback';
import { NodeIcon } from '../../components/ui/Icon';
import { ConnectionForm } from './ConnectionForm';
import { NewConnection } from './NewConnection';

export function ConnectionsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { connectionId } = useParams();
  const connections = useConnections();
  const types = useConnectionTypes();
  const mayEdit = usePermission('connection.edit');
  const [creating, setCreating] = useState(false);
  if (connections.error || types.error) {
    return (
      <main className="grow page">
        <PageError
          title={t('connections.failed')}
          error={connections.error ?? types.error}
          onRetry={() => void Promise.all([connections.refetch(), types.refetch()])}
        />
      </main>
    );
  }
  if (!connections.data || !types.data) return <main className="grow page" aria-busy="true" />;
  const chosen = connections.data.find((one) => String(one.id) === connectionId);
  const type = types.data.find((one) => one.name === chosen?.type);
  const open = (id: number) => void navigate(`/connections/${id}`);
  const none = connections.data.length === 0;
  return (
    <main className="grow connections">
      <section className={none ? 'grow page' : 'connections-list'}>
        <ListHead count={connections.data.length} mayEdit={mayEdit} onNew={() => setCreating(true)} />
        {none ? (
          <Empty icon={<Database size={24} />} title={t('connections.empty')} text={t('connections.empty_text')} />
        ) : (
          <ConnectionTable connections={connections.data} types={types.data} chosen={chosen?.id} onOpen={open} />
        )}
      </section>
      {!none && (
        <section className="grow connections-detail">
          {chosen ? (
            <ConnectionForm
              key={chosen.id}
              connection={chosen}
              type={type}
              mayEdit={mayEdit}
              onDeleted={() => void navigate('/connections')}
            />
          ) : (
            <Empty icon={<Database size={24} />} title={t('connections.choose')} text={t('connections.choose_text')} />
          )}
        </section>
      )}
      {creating && <NewConnection types={types.data} onClose={() => setCreating(false)} onCreated={open} />}
    </main>
  );
}

function ListHead({ count, mayEdit, onNew }: { count: number; mayEdit: boolean; onNew: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="bar h48">
      <h1 className="pagetitle">{t('shell.connections')}</h1>
      <span className="t3 tn">{count}</span>
      <span className="grow" />
      <Button
        variant="filled"
        leftSection={<Plus size={14} />}
        onClick={onNew}
        disabled={!mayEdit}
        data-testid="btn-new-connection"
      >
        {t('connections.new')}
      </Button>
    </div>
  );
}

interface ConnectionTableProps {
  connections: readonly Connection[];
  types: readonly ConnectionType[];
  chosen: number | undefined;
  onOpen: (id: number) => void;
}

function ConnectionTable({ connections, types, chosen, onOpen }: ConnectionTableProps) {
  const { t } = useTranslation();
  const [filter, setFilter] = useState('');
  const labels = new Map(types.map((type) => [type.name, type]));
  const words = filter.trim().toLowerCase();
  const rows = connections.filter((one) =>
    `${one.name} ${labels.get(one.type)?.label ?? one.type}`.toLowerCase().includes(words),
  );
  return (
    <>
      <label className="inp soft connections-filter">
        <Search size={14} className="i" aria-hidden="true" />
        <input
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          placeholder={t('connections.filter')}
          aria-label={t('connections.filter')}
        />
      </label>
      <div className="connections-scroll">
        <table className="fixed">
          <thead>
            <tr>
              <th>{t('new_job.name')}</th>
              <th>{t('connections.type')}</th>
              <th className="num col-used">{t('connections.used_by')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((one) => (
              <tr key={one.id} className={one.id === chosen ? 'on' : ''} onClick={() => onOpen(one.id)}>
                <td>
                  <span className="row">
                    <NodeIcon icon={labels.get(one.type)?.icon ?? 'sql'} fallback="sql" size={16} className="t2" />
                    <button
                      type="button"
                      className="ell b5"
                      title={one.name}
                      aria-pressed={one.id === chosen}
                      data-testid={`connection-row-${one.name}`}
                      onClick={() => onOpen(one.id)}
                    >
                      {one.name}
                    </button>
                  </span>
                </td>
                <td className="t2">{labels.get(one.type)?.label ?? one.type}</td>
                <td className="num t2">{t('connections.nodes', { count: one.used_by.length })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
