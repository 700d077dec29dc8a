/** The head of the panel: icon, name (typed over), type, and what can be done with the node. */

import { Menu } from '@mantine/core';
import { CircleSlash, EllipsisVertical, FlaskConical, Link2, Pin, PinOff, Play, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../../components/ui/announce';
import { NodeIcon } from '../../components/ui/Icon';
import { FieldError, type FieldProblem } from '../../forms/FieldFrame';
import type { JobNode } from '../../lib/definition';
import { useDesigner, useDocument } from '../context';
import { setDisabled, setPinned } from '../model/bulk';
import { changeNode, remove } from '../model/commands';

/** The address of the job with this node selected. */
export function nodeLink(id: string): string {
  const address = new URL(window.location.href);
  address.search = `?node=${encodeURIComponent(id)}`;
  return address.toString();
}

export function NodeTitle({ node, problem }: { node: JobNode; problem?: FieldProblem }) {
  const { t } = useTranslation();
  const { store, types, host } = useDesigner();
  const { doc } = useDocument();
  const [kept, setKept] = useState(node.name);
  const type = types.get(node.type);
  const readOnly = host?.readOnly ?? false;
  const rename = (name: string) => store.run(changeNode(store.get().doc, node.id, { name }));
  const copyLink = () => {
    void navigator.clipboard?.writeText(nodeLink(node.id)).then(
      () => announce(t('node.link_copied')),
      () => announce(t('node.link_not_copied')),
    );
  };
  return (
    <header className="ptitle node-title">
      <span className="nico">
        <NodeIcon icon={type?.icon ?? node.type} />
      </span>
      <div className="grow node-title-text">
        <h2 className="sr-only">{node.name}</h2>
        <input
          className="node-name"
          aria-label={t('node.name')}
          aria-invalid={problem !== undefined || undefined}
          data-field="name"
          value={node.name}
          title={node.name}
          maxLength={128}
          readOnly={readOnly}
          spellCheck={false}
          onFocus={() => setKept(node.name)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur();
            if (event.key === 'Escape') {
              if (node.name !== kept) rename(kept);
              event.currentTarget.blur();
            }
          }}
          onBlur={() => node.name.trim() === '' && kept.trim() !== '' && rename(kept)}
          onChange={(event) => rename(event.currentTarget.value)}
        />
        <p className="s11 t3 ell node-kind">
          {t('node.kind', {
            type: type?.label ?? node.type,
            number: doc.nodes.indexOf(node) + 1,
            total: doc.nodes.length,
          })}
          {node.dry_run && <span className="node-tag">{t('node.disabled')}</span>}
          {node.pinned && <span className="node-tag">{t('node.pinned')}</span>}
        </p>
      </div>
      {host && (
        <button
          type="button"
          className="ib"
          aria-label={t('node.test')}
          title={t('node.test')}
          onClick={() => host.testRun([node.id])}
        >
          <FlaskConical size={16} />
        </button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <button type="button" className="ib" aria-label={t('node.more', { name: node.name })}>
            <EllipsisVertical size={16} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {host && (
            <Menu.Item leftSection={<Play size={14} />} onClick={() => host.testRun([node.id])}>
              {t('node.test')}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<Link2 size={14} />} onClick={copyLink}>
            {t('node.copy_link')}
          </Menu.Item>
          {!readOnly && (
            <>
              <Menu.Item
                leftSection={<CircleSlash size={14} />}
                onClick={() => store.run(setDisabled(store.get().doc, [node.id], !node.dry_run))}
              >
                {node.dry_run ? t('node.enable') : t('node.disable')}
              </Menu.Item>
              <Menu.Item
                leftSection={node.pinned ? <PinOff size={14} /> : <Pin size={14} />}
                onClick={() => store.run(setPinned(store.get().doc, [node.id], !node.pinned))}
              >
                {node.pinned ? t('node.unpin') : t('node.pin')}
              </Menu.Item>
              <Menu.Divider />
              <Menu.Item
                leftSection={<Trash2 size={14} />}
                onClick={() => store.run(remove(store.get().doc, { nodes: [node.id] }))}
              >
                {t('node.delete')}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {problem && <FieldError error={problem} />}
    </header>
  );
}
