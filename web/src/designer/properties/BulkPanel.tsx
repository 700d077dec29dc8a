/** Several nodes at once: what they share can be changed for all of them, in one step. */

import { Button } from '@mantine/core';
import { CircleSlash, Group, Pin, Play } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { PropertyForm } from '../../forms/PropertyForm';
import type { JobNode } from '../../lib/definition';
import { useDesigner, useDocument } from '../context';
import { setDisabled, setPinned, setProperties } from '../model/bulk';
import { freePartId } from '../model/document';
import { groupSelection } from '../model/groups';
import { LiveScope } from './LiveScope';
import { useFields } from './NodeProperties';
import { FailureSettings, LimitSettings, PlaceSettings } from './NodeSettings';
import { Section } from './Section';
import { changeSettings, mixedProperties, mixedSettings, type SettingsPatch } from './settings';

const NAMES_SHOWN = 12;

export function BulkPanel({ nodes }: { nodes: readonly JobNode[] }) {
  const { t } = useTranslation();
  const { store, types, host } = useDesigner();
  const ids = nodes.map((node) => node.id);
  const first = nodes[0];
  const mixed = useMemo(() => mixedSettings(nodes), [nodes]);
  const kinds = [...new Set(nodes.map((node) => node.type))];
  const repeats = [...new Set(kinds.map((kind) => types.get(kind)?.traits.safe_to_repeat ?? null))];
  const change = (patch: SettingsPatch) => store.run(changeSettings(store.get().doc, ids, patch));
  if (!first) return null;
  const shared = {
    settings: first,
    onChange: change,
    mixed,
    readOnly: host?.readOnly,
    safeToRepeat: repeats.length === 1 ? (repeats[0] ?? null) : null,
  };
  return (
    <LiveScope>
      <header className="ptitle">
        <div className="grow">
          <h2 className="b6">{t('panel.many', { count: nodes.length })}</h2>
          <p className="s11 t3 bulk-names" title={nodes.map((node) => node.name).join(', ')}>
            {nodes
              .slice(0, NAMES_SHOWN)
              .map((node) => node.name)
              .join(', ')}
            {nodes.length > NAMES_SHOWN && ` ${t('panel.more_names', { count: nodes.length - NAMES_SHOWN })}`}
          </p>
        </div>
      </header>
      <div className="panel-scroll panel-lined">
        {!host?.readOnly && <BulkActions nodes={nodes} />}
        {kinds.length === 1 && kinds[0] ? (
          <BulkProperties nodes={nodes} type={kinds[0]} />
        ) : (
          <p className="psec t3 s12">
            {t('panel.many_types', {
              count: kinds.length,
              types: kinds.map((kind) => types.get(kind)?.label ?? kind).join(', '),
            })}
          </p>
        )}
        <FailureSettings {...shared} />
        <LimitSettings {...shared} />
        <PlaceSettings {...shared} />
      </div>
    </LiveScope>
  );
}

function BulkActions({ nodes }: { nodes: readonly JobNode[] }) {
  const { t } = useTranslation();
  const { store, host } = useDesigner();
  const { doc } = useDocument();
  const ids = nodes.map((node) => node.id);
  const disabled = nodes.every((node) => node.dry_run);
  const pinned = nodes.every((node) => node.pinned);
  const group = () => {
    const name = t('group.new_name', { number: Number(freePartId(doc, 'groups').slice(1)) });
    const command = groupSelection(store.get().doc, { nodes: ids }, name);
    store.run(command);
    store.select({ groups: [command.id] });
  };
  return (
    <div className="psec bulk-actions">
      {host && (
        <Button size="compact-sm" leftSection={<Play size={14} />} onClick={() => host.testRun(ids)}>
          {t('panel.test_many', { count: ids.length })}
        </Button>
      )}
      <Button
        size="compact-sm"
        leftSection={<CircleSlash size={14} />}
        onClick={() => store.run(setDisabled(store.get().doc, ids, !disabled))}
      >
        {t(disabled ? 'node.enable' : 'node.disable')}
      </Button>
      <Button
        size="compact-sm"
        leftSection={<Pin size={14} />}
        onClick={() => store.run(setPinned(store.get().doc, ids, !pinned))}
      >
        {t(pinned ? 'node.unpin' : 'node.pin')}
      </Button>
      <Button size="compact-sm" leftSection={<Group size={14} />} onClick={group}>
        {t('panel.group')}
      </Button>
    </div>
  );
}

function BulkProperties({ nodes, type }: { nodes: readonly JobNode[]; type: string }) {
  const { t } = useTranslation();
  const { store, types, host } = useDesigner();
  const fields = useFields(type);
  const mixed = useMemo(() => mixedProperties(nodes), [nodes]);
  const ids = nodes.map((node) => node.id);
  // A field in which they differ begins empty, so that nothing is written by looking at it.
  const values = useMemo(
    () => Object.fromEntries(Object.entries(nodes[0]?.properties ?? {}).filter(([name]) => !mixed.has(name))),
    [nodes, mixed],
  );
  if (fields.length === 0) return null;
  return (
    <Section name={`bulk.${type}`} title={t('panel.of_all', { type: types.get(type)?.label ?? type })}>
      <PropertyForm
        fields={fields}
        values={values}
        mixed={mixed}
        prefix="properties"
        readOnly={host?.readOnly}
        onChange={(name, value) => store.run(setProperties(store.get().doc, ids, name, value))}
      />
    </Section>
  );
}
