/** A job of one task: its editor is the page, with parameters and settings beside it. */

import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Splitter, useStoredSize } from '../../components/ui/Splitter';
import { FieldFrame } from '../../forms/FieldFrame';
import { CodeField } from '../../forms/fields/CodeField';
import { isShown } from '../../forms/schema';
import type { JobNode } from '../../lib/definition';
import { useDesigner } from '../context';
import { setProperty } from '../model/commands';
import { JobSections } from './JobPanel';
import { LiveScope } from './LiveScope';
import { NodeNotes } from './NodeNotes';
import { NodeOutput } from './NodeOutput';
import { NodeAdvanced } from './NodePanel';
import { NodeProperties, useFields } from './NodeProperties';
import { ofNode } from './nodeProblems';
import { SideTabs } from './SideTabs';
import { useFieldErrors } from './useFieldErrors';
import '../../styles/properties.css';

export function SingleTask({ node }: { node: JobNode }) {
  const { t } = useTranslation();
  const { store, types, problems, host } = useDesigner();
  const [size, setSize] = useStoredSize('single', 400);
  const fields = useFields(node.type);
  const code = fields.find((field) => field.kind === 'code' && isShown(field, node.properties, fields));
  const without = useMemo(() => new Set(code ? [code.name] : []), [code]);
  const mine = useMemo(() => ofNode(problems, node.id), [problems, node.id]);
  const errors = useFieldErrors(mine, 'properties');
  const type = types.get(node.type);
  const properties = <NodeProperties node={node} problems={mine} without={without} />;
  const change = (value: unknown) =>
    code && store.run(setProperty(store.get().doc, node.id, code.name, value === '' ? '' : value));
  return (
    <LiveScope node={node.id}>
      <div className="single">
        <div className="single-main">
          {code ? (
            <div className="single-code">
              <FieldFrame
                label={code.label}
                help={code.help}
                note={type?.label}
                required={code.required}
                error={errors.get(code.name)}
              >
                <CodeField
                  id="single-code"
                  field={code}
                  value={node.properties[code.name]}
                  onChange={change}
                  path={`properties.${code.name}`}
                  tall
                  readOnly={host?.readOnly}
                />
              </FieldFrame>
            </div>
          ) : (
            <div className="single-form">{properties}</div>
          )}
        </div>
        <Splitter label={t('split.panel')} axis="x" size={size} sign={-1} onSize={setSize} min={280} max={720} />
        <aside className="side right single-side" style={{ width: size }} aria-label={t('node.settings')}>
          <SideTabs
            tabs={[
              {
                name: 'properties',
                label: t('node.tab_properties'),
                content: (
                  <>
                    <JobSections part="parameters" />
                    {code && properties}
                  </>
                ),
              },
              {
                name: 'advanced',
                label: t('node.tab_advanced'),
                content: (
                  <>
                    <NodeAdvanced node={node} />
                    <JobSections part="settings" />
                  </>
                ),
              },
              { name: 'output', label: t('node.tab_output'), content: <NodeOutput node={node} /> },
              { name: 'notes', label: t('node.tab_notes'), content: <NodeNotes node={node} /> },
            ]}
          />
        </aside>
      </div>
    </LiveScope>
  );
}
