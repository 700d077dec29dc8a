/** After an edge was drawn at one of several selected nodes: whether the others get one too. */

import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Position } from '../../lib/definition';
import { useDesigner } from '../context';
import { nodeById } from '../model/document';
import { wireManyToOne, wireOneToMany } from '../model/wiring';
import { useCanvas } from './canvasContext';
import { PlacedMenu } from './PlacedMenu';

export function WireOffer({ at, source, target }: { at: Position; source: string; target: string }) {
  const { t } = useTranslation();
  const { store } = useDesigner();
  const { overlays } = useCanvas();
  const { doc, selection } = store.get();
  const name = (id: string) => nodeById(doc, id)?.name ?? id;
  const many = selection.nodes.includes(source);
  const all = () => {
    const now = store.get().doc;
    store.run(many ? wireManyToOne(now, selection.nodes, target) : wireOneToMany(now, source, selection.nodes));
  };
  const count = selection.nodes.length;
  return (
    <PlacedMenu at={at} label={t('wire.label')}>
      <Menu.Label>{t('wire.connected', { source: name(source), target: name(target) })}</Menu.Label>
      <Menu.Item onClick={() => overlays.close()} data-testid="wire-one">
        {t('wire.only')}
      </Menu.Item>
      <Menu.Item onClick={all} data-testid="wire-all">
        {many
          ? t('wire.many_to_one', { count, name: name(target) })
          : t('wire.one_to_many', { count, name: name(source) })}
      </Menu.Item>
    </PlacedMenu>
  );
}
