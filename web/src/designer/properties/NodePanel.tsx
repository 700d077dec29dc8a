/** The right panel for one selected node: what the type asks for, then what every node has. */

import { Select, Textarea, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { NodeIcon } from '../../components/ui/Icon';
import { FieldFrame } from '../../forms/FieldFrame';
import { PropertyForm } from '../../forms/PropertyForm';
import { fieldsOf } from '../../forms/schema';
import type { JobNode } from '../../lib/definition';
import { useDesigner, useDocument } from '../context';
import { changeNode, connect, type NodePatch, setProperty } from '../model/commands';
import { connectRefusal } from '../model/document';
import { JobSections } from './JobPanel';
import { FailureSettings, LimitSettings } from './NodeSettings';

/** The keyboard's way to draw an edge: only nodes that may follow are offered. */
function ConnectTo({ node }: { node: JobNode }) {
  const { t } = useTranslation();
  const { store } = useDesigner();
  const { doc } = useDocument();
  const targets = doc.nodes.filter((other) => connectRefusal(doc, node.id, other.id) === null);
  return (
    <Select
      aria-label={t('node.connect_to')}
      data-field="connect-to"
      placeholder={targets.length ? t('node.connect_to') : t('node.connect_none')}
      disabled={targets.length === 0}
      data={targets.map((other) => ({ value: other.id, label: other.name }))}
      value={null}
      searchable
      onChange={(target) => target && store.run(connect(store.get().doc, node.id, target))}
    />
  );
}

interface NodePanelProps {
  node: JobNode;
  /** True for a single-task job: the form is the page. */
  wide?: boolean;
}

export function NodePanel({ node, wide = false }: NodePanelProps) {
  const { t } = useTranslation();
  const { store, types, problems } = useDesigner();
  const { doc } = useDocument();
  const type = types.get(node.type);
  const fields = useMemo(() => (type ? fieldsOf(type.properties_schema) : []), [type]);
  const params = useMemo(() => Object.fromEntries(doc.params.map((p) => [p.name, p.value])), [doc.params]);
  const errors = useMemo(() => {
    const mine = problems.filter((problem) => problem.node_id === node.id && problem.field);
    return new Map(mine.map((problem) => [problem.field?.replace(/^properties\./, '') ?? '', problem.message]));
  }, [problems, node.id]);
  const change = (patch: NodePatch) => store.run(changeNode(store.get().doc, node.id, patch));
  const form = (section: string) => (
    <PropertyForm
      fields={fields}
      section={section}
      values={node.properties}
      onChange={(name, value) => store.run(setProperty(store.get().doc, node.id, name, value))}
      errors={errors}
      params={params}
      tall={wide}
    />
  );
  const sections = [...new Set(fields.map((field) => field.section))].filter((s) => s !== 'main' && s !== 'advanced');
  const main = (
    <>
      <section className="psec">
        {!wide && (
          <FieldFrame label={t('node.name')} forId="node-name" error={errors.get('name')}>
            <TextInput
              id="node-name"
              data-field="node-name"
              value={node.name}
              maxLength={128}
              onChange={(event) => change({ name: event.currentTarget.value })}
            />
          </FieldFrame>
        )}
        {form('main')}
        {!type && <p className="t2 s12">{t('node.unknown_type', { type: node.type })}</p>}
      </section>
      {sections.map((section) => (
        <section key={section} className="psec">
          <h3 className="ph">{section}</h3>
          {form(section)}
        </section>
      ))}
      {fields.some((field) => field.section === 'advanced') && (
        <section className="psec">
          <h3 className="ph">{t('node.advanced')}</h3>
          {form('advanced')}
        </section>
      )}
    </>
  );
  const shared = (
    <>
      <FailureSettings node={node} readOnly={false} onChange={change} />
      <LimitSettings node={node} readOnly={false} onChange={change} />
      <section className="psec">
        {!wide && <ConnectTo node={node} />}
        <FieldFrame label={t('node.description')} forId="node-description">
          <Textarea
            id="node-description"
            autosize
            minRows={2}
            maxRows={6}
            value={node.description}
            onChange={(event) => change({ description: event.currentTarget.value })}
          />
        </FieldFrame>
      </section>
    </>
  );
  const title = (
    <header className="ptitle">
      <span className="nico">
        <NodeIcon icon={type?.icon ?? node.type} />
      </span>
      <div className="grow">
        <h2 className="b6 ell" title={node.name}>
          {node.name}
        </h2>
        <p className="s11 t3 ell">
          {t('node.kind', {
            type: type?.label ?? node.type,
            number: doc.nodes.indexOf(node) + 1,
            total: doc.nodes.length,
          })}
        </p>
      </div>
    </header>
  );
  if (wide) {
    return (
      <div className="single">
        <div className="single-main">{main}</div>
        <aside className="side right single-side" aria-label={t('node.settings')}>
          <div className="panel-scroll">
            <JobSections />
            {shared}
          </div>
        </aside>
      </div>
    );
  }
  return (
    <div className="panel-scroll">
      {title}
      {main}
      {shared}
    </div>
  );
}
