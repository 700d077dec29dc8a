/** The right panel for a selected group or note of the drawing. */

import { Button, Select, TextInput } from '@mantine/core';
import { Trash2, Ungroup } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { NodeIcon } from '../../components/ui/Icon';
import { FieldFrame } from '../../forms/FieldFrame';
import type { CanvasGroup, CanvasNote } from '../../lib/definition';
import { useDesigner, useDocument } from '../context';
import { changeGroup, changeNote, remove } from '../model/commands';
import { groupById, nodeById } from '../model/document';
import { contentOf, nodesWithin } from '../model/grouping';
import { mayLieIn, putInGroup, setCollapsed, ungroup } from '../model/groups';
import { NotesField } from './NotesField';

export function GroupPanel({ group }: { group: CanvasGroup }) {
  const { t } = useTranslation();
  const { store, types, view, host } = useDesigner();
  const { doc } = useDocument();
  const id = useId();
  const inside = contentOf(doc, group.id);
  const readOnly = host?.readOnly ?? false;
  const around = doc.groups.filter((other) => other.id !== group.id && mayLieIn(doc, group.id, other.id));
  const jump = (node: string) => {
    store.select({ nodes: [node] });
    view.current?.reveal(node);
  };
  return (
    <>
      <header className="ptitle">
        <div className="grow">
          <h2 className="b6 ell" title={group.name}>
            {group.name || t('group.unnamed')}
          </h2>
          <p className="s11 t3">{t('group.counts', { count: nodesWithin(doc, group.id).length })}</p>
        </div>
      </header>
      <div className="panel-scroll panel-lined">
        <section className="psec">
          <FieldFrame label={t('group.name')} forId={`${id}-name`}>
            <TextInput
              id={`${id}-name`}
              data-field="name"
              value={group.name}
              maxLength={128}
              readOnly={readOnly}
              onChange={(event) =>
                store.run(changeGroup(store.get().doc, group.id, { name: event.currentTarget.value }))
              }
            />
          </FieldFrame>
          {around.length > 0 && (
            <FieldFrame label={t('group.parent')} forId={`${id}-parent`}>
              <Select
                id={`${id}-parent`}
                clearable
                readOnly={readOnly}
                placeholder={t('group.no_parent')}
                data={around.map((other) => ({ value: other.id, label: other.name || t('group.unnamed') }))}
                value={group.parent}
                onChange={(into) => store.run(putInGroup(store.get().doc, { groups: [group.id] }, into))}
              />
            </FieldFrame>
          )}
          {!readOnly && (
            <div className="row gap4">
              <Button
                size="compact-sm"
                onClick={() => store.run(setCollapsed(store.get().doc, [group.id], !group.collapsed))}
              >
                {t(group.collapsed ? 'group.unfold' : 'group.fold', { name: group.name })}
              </Button>
              <Button
                size="compact-sm"
                leftSection={<Ungroup size={14} />}
                onClick={() => store.run(ungroup(store.get().doc, [group.id]))}
              >
                {t('group.dissolve')}
              </Button>
            </div>
          )}
        </section>
        <section className="psec">
          <h3 className="ph">{t('group.members')}</h3>
          <ul className="plainlist part-list">
            {inside.groups.map((one) => (
              <li key={one}>
                <button type="button" className="part-row" onClick={() => store.select({ groups: [one] })}>
                  <span className="ell">{groupById(doc, one)?.name || t('group.unnamed')}</span>
                </button>
              </li>
            ))}
            {inside.nodes.map((one) => {
              const node = nodeById(doc, one);
              return (
                node && (
                  <li key={one}>
                    <button type="button" className="part-row" onClick={() => jump(one)}>
                      <NodeIcon icon={types.get(node.type)?.icon ?? node.type} size={15} />
                      <span className="ell" title={node.name}>
                        {node.name}
                      </span>
                    </button>
                  </li>
                )
              );
            })}
          </ul>
        </section>
      </div>
    </>
  );
}

export function NotePanel({ note }: { note: CanvasNote }) {
  const { t } = useTranslation();
  const { store, host } = useDesigner();
  const readOnly = host?.readOnly ?? false;
  return (
    <>
      <header className="ptitle">
        <h2 className="b6 grow">{t('note.title')}</h2>
      </header>
      <div className="panel-scroll panel-lined">
        <section className="psec">
          <NotesField
            label={t('note.text')}
            dataField="text"
            value={note.text}
            readOnly={readOnly}
            minRows={8}
            onChange={(text) => store.run(changeNote(store.get().doc, note.id, { text }))}
          />
          {!readOnly && (
            <Button
              className="part-delete"
              leftSection={<Trash2 size={14} />}
              onClick={() => store.run(remove(store.get().doc, { notes: [note.id] }))}
            >
              {t('note.delete')}
            </Button>
          )}
        </section>
      </div>
    </>
  );
}
