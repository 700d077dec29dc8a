/** What the type of a node asks for, section by section. */

import { Select } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../api/types';
import { PropertyForm } from '../../forms/PropertyForm';
import { type Field, fieldsOf, takesEl } from '../../forms/schema';
import type { JobNode } from '../../lib/definition';
import { useDesigner, useDocument } from '../context';
import { connect, setProperty } from '../model/commands';
import { connectRefusal } from '../model/document';
import { PlanTimePicker } from './PlanTimePicker';
import { Section } from './Section';
import { useFieldErrors } from './useFieldErrors';

const takesValues = (field: Field) => takesEl(field) || field.el;

interface NodePropertiesProps {
  node: JobNode;
  problems: readonly Problem[];
  /** Draws these fields elsewhere: the script of a single task. */
  without?: ReadonlySet<string>;
}

export function useFields(type: string): readonly Field[] {
  const { types } = useDesigner();
  const found = types.get(type);
  return useMemo(() => (found ? fieldsOf(found.properties_schema) : []), [found]);
}

export function NodeProperties({ node, problems, without }: NodePropertiesProps) {
  const { t } = useTranslation();
  const { store, types, host } = useDesigner();
  const all = useFields(node.type);
  const fields = useMemo(() => (without ? all.filter((field) => !without.has(field.name)) : all), [all, without]);
  const errors = useFieldErrors(problems, 'properties');
  const sections = [...new Set(fields.map((field) => field.section))];
  const named = sections.filter((section) => section !== 'main' && section !== 'advanced');
  const form = (section: string) => (
    <PropertyForm
      fields={fields}
      section={section}
      values={node.properties}
      onChange={(name, value) => store.run(setProperty(store.get().doc, node.id, name, value))}
      errors={errors}
      prefix="properties"
      readOnly={host?.readOnly}
    />
  );
  const inSection = (section: string) => fields.filter((field) => field.section === section);
  const picker = (section: string) => inSection(section).some(takesValues) && <PlanTimePicker />;
  const paths = (section: string) => inSection(section).map((field) => `properties.${field.name}`);
  const type = types.get(node.type);
  return (
    <>
      {!type && <p className="t2 s12 psec">{t('node.unknown_type', { type: node.type })}</p>}
      {sections.includes('main') && (
        <Section
          name={`main.${node.type}`}
          title={type?.label ?? node.type}
          aside={picker('main')}
          fields={paths('main')}
        >
          {form('main')}
        </Section>
      )}
      {type && fields.length === 0 && !without && <p className="t3 s12 psec">{t('node.nothing_to_set')}</p>}
      {named.map((section) => (
        <Section key={section} name={`${section}.${node.type}`} title={section} fields={paths(section)}>
          {form(section)}
        </Section>
      ))}
      {sections.includes('advanced') && (
        <Section
          name={`more.${node.type}`}
          title={t('node.more_settings')}
          fields={paths('advanced')}
          summary={inSection('advanced')
            .map((field) => field.label)
            .join(', ')}
          startsFolded
        >
          {form('advanced')}
        </Section>
      )}
    </>
  );
}

/** The keyboard's way to draw an edge: only nodes that may follow are offered. */
export function ConnectTo({ node }: { node: JobNode }) {
  const { t } = useTranslation();
  const { store } = useDesigner();
  const { doc } = useDocument();
  const targets = doc.nodes.filter((other) => connectRefusal(doc, node.id, other.id) === null);
  return (
    <Select
      label={t('node.connect_to')}
      data-field="connect-to"
      placeholder={targets.length ? t('node.connect_choose') : t('node.connect_none')}
      disabled={targets.length === 0}
      data={targets.map((other) => ({ value: other.id, label: other.name }))}
      value={null}
      searchable
      onChange={(target) => target && store.run(connect(store.get().doc, node.id, target))}
    />
  );
}
