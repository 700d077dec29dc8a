/** The drawing as PNG or SVG file, or printed (the browser also prints into a PDF). */

import { Menu } from '@mantine/core';
import { ImageDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { CanvasView, PictureKind } from '../view';

const KINDS: readonly PictureKind[] = ['png', 'svg', 'print'];

export function PictureMenu({ view }: { view: CanvasView | null }) {
  const { t } = useTranslation();
  return (
    <Menu position="top-start">
      <Menu.Target>
        <button type="button" className="ib sm" aria-label={t('tools.picture')} title={t('tools.picture')}>
          <ImageDown size={16} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {KINDS.map((kind) => (
          <Menu.Item key={kind} onClick={() => view?.makePicture(kind)} data-testid={`picture-${kind}`}>
            {t(`tools.picture_${kind}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
