/** The menu of the right button, of the Menu key and of Shift+F10. */

import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useOwnKeys } from '../../commands/ownKeys';
import type { Position } from '../../lib/definition';
import { isMac, keysText } from '../../lib/keymap';
import type { ActionContext } from '../actions/action';
import { viewingHost } from '../actions/viewingHost';
import { useDesigner } from '../context';
import { useCanvas } from './canvasContext';
import { type MenuEntry, menuSections } from './menuEntries';
import type { MenuTarget } from './overlayStore';
import { PlacedMenu } from './PlacedMenu';

export function CanvasMenu({ target, at, place }: { target: MenuTarget; at: Position; place: Position }) {
  const { t } = useTranslation();
  const { store, types, problems, host, view } = useDesigner();
  const { drawing, editable } = useCanvas();
  const context: ActionContext = { store, types, problems, host: host ?? viewingHost, view: view.current };
  const sections = menuSections({ target, place, context, drawing, editable: editable && host !== null });
  if (sections.length === 0) return null;
  return (
    <PlacedMenu at={at} label={t('menu.label')}>
      {sections.map((section, index) => (
        <div key={index} role="none">
          {index > 0 && <Menu.Divider />}
          {section.map((entry) =>
            'entries' in entry ? (
              <Menu.Sub key={entry.label}>
                <Menu.Sub.Target>
                  <Menu.Sub.Item>{t(entry.label)}</Menu.Sub.Item>
                </Menu.Sub.Target>
                <Menu.Sub.Dropdown>
                  {entry.entries.map((inner) => (
                    <Entry key={inner.id} entry={inner} />
                  ))}
                </Menu.Sub.Dropdown>
              </Menu.Sub>
            ) : (
              <Entry key={entry.id} entry={entry} />
            ),
          )}
        </div>
      ))}
    </PlacedMenu>
  );
}

function Entry({ entry }: { entry: MenuEntry }) {
  const { t } = useTranslation();
  const own = useOwnKeys();
  const [keys] = own[entry.id] ?? entry.keys;
  return (
    <Menu.Item
      disabled={!entry.enabled}
      data-testid={`menu-${entry.id}`}
      rightSection={keys ? <span className="t2 s11 menu-keys">{keysText(keys, isMac())}</span> : undefined}
      // After the menu has given the focus back, so that what opens next keeps it.
      onClick={() => window.setTimeout(entry.perform)}
    >
      {t(entry.label)}
    </Menu.Item>
  );
}
