/** The right panel for a selected edge. */

import { Menu } from '@mantine/core';
import { ArrowLeftRight, ArrowRight, EllipsisVertical, Plus, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { JobDefinition, JobEdge } from '../../lib/definition';
import { useDesigner, useDocument } from '../context';
import { type Change, edgeKey } from '../model/changes';
import { type Command, remove } from '../model/commands';
import { connectRefusal, nodeById } from '../model/document';
import { EdgeForm, useEdgeNames } from './EdgeForm';
import { LiveScope } from './LiveScope';

/** The edge turned round with all it says, or null when that would make a circle or a second edge. */
export function reversed(doc: JobDefinition, edge: JobEdge): Command | null {
  const index = doc.edges.findIndex((one) => edgeKey(one) === edgeKey(edge));
  if (index < 0) return null;
  const without = { ...doc, edges: doc.edges.filter((_, at) => at !== index) };
  if (connectRefusal(without, edge.target, edge.source) !== null) return null;
  const item = { ...edge, source: edge.target, target: edge.source };
  const changes: Change[] = [
    { kind: 'remove', list: 'edges', index, item: edge },
    { kind: 'insert', list: 'edges', index, item },
  ];
  const object = [item.source, item.target].map((id) => nodeById(doc, id)?.name ?? id).join(', ');
  return { name: 'reconnect', object, key: '', changes };
}

export function EdgePanel({ edge }: { edge: JobEdge }) {
  const { t } = useTranslation();
  const { store, view, host } = useDesigner();
  const { doc } = useDocument();
  const names = useEdgeNames(edge);
  const key = edgeKey(edge);
  const readOnly = host?.readOnly ?? false;
  const turned = reversed(doc, edge);
  const turn = () => {
    const command = reversed(store.get().doc, edge);
    if (!command) return;
    store.run(command);
    store.select({ edges: [edgeKey({ source: edge.target, target: edge.source })] });
  };
  const jump = (id: string) => {
    store.select({ nodes: [id] });
    view.current?.reveal(id);
  };
  return (
    <LiveScope node={edge.target}>
      <header className="ptitle">
        <div className="grow edge-title">
          <h2 className="sr-only">{t('edge.title', names)}</h2>
          <button type="button" className="edge-end b6 ell" title={names.source} onClick={() => jump(edge.source)}>
            {names.source}
          </button>
          <span className="row gap4">
            <ArrowRight size={14} className="t3 i" aria-hidden="true" />
            <button type="button" className="edge-end b6 ell" title={names.target} onClick={() => jump(edge.target)}>
              {names.target}
            </button>
          </span>
          <p className="s11 t3">{t(edge.condition === null ? 'edge.kind_plain' : 'edge.kind_condition')}</p>
        </div>
        {!readOnly && (
          <Menu position="bottom-end">
            <Menu.Target>
              <button type="button" className="ib" aria-label={t('edge.more')}>
                <EllipsisVertical size={16} />
              </button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<Plus size={14} />} onClick={() => view.current?.quickAdd({ onEdge: key })}>
                {t('edge.insert')}
              </Menu.Item>
              <Menu.Item leftSection={<ArrowLeftRight size={14} />} disabled={turned === null} onClick={turn}>
                {t('edge.reverse')}
              </Menu.Item>
              {turned === null && <Menu.Label>{t('edge.reverse_refused')}</Menu.Label>}
              <Menu.Divider />
              <Menu.Item
                leftSection={<Trash2 size={14} />}
                onClick={() => store.run(remove(store.get().doc, { edges: [key] }))}
              >
                {t('edge.delete')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </header>
      <div className="panel-scroll panel-lined">
        <section className="psec">
          <EdgeForm edge={edge} withNote />
        </section>
      </div>
    </LiveScope>
  );
}
