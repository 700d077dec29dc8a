/** The drawing as PNG or SVG file, or printed (the browser also prints into a PDF). */

import { Menu } from '@mantine/core';
import { ImageDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { announce } from '../../components/ui/announce';
import { type RunMap, useDesigner } from '../context';
import type { PictureKind } from './picture/exportPicture';

const KINDS: readonly PictureKind[] = ['png', 'svg', 'print'];

export function PictureMenu({ runs }: { runs: RunMap | null }) {
  const { t } = useTranslation();
  const { store, types, host } = useDesigner();
  const make = async (kind: PictureKind) => {
    try {
      const { drawnPicture, exportPicture } = await import('./picture/exportPicture');
      await exportPicture(kind, host?.jobName ?? 'job', drawnPicture(store.get().doc, types, runs));
    } catch {
      announce(t('tools.picture_failed'));
    }
  };
  return (
    <Menu position="top-start">
      <Menu.Target>
        <button type="button" className="ib sm" aria-label={t('tools.picture')} title={t('tools.picture')}>
          <ImageDown size={16} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {KINDS.map((kind) => (
          <Menu.Item key={kind} onClick={() => void make(kind)} data-testid={`picture-${kind}`}>
            {t(`tools.picture_${kind}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
