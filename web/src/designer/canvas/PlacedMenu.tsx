/** A menu at a place of the screen. It closes itself and gives the focus back to where it was. */

import { Menu } from '@mantine/core';
import { type ReactNode, useEffect, useMemo } from 'react';
import { createPortal } from 'react-dom';
import type { Position } from '../../lib/definition';
import { useCanvas } from './canvasContext';

export function PlacedMenu({ at, label, children }: { at: Position; label: string; children: ReactNode }) {
  const { overlays, holder } = useCanvas();
  const back = useMemo(() => document.activeElement, []);
  useEffect(
    () => () => {
      const lost = document.activeElement === null || document.activeElement === document.body;
      const target = back instanceof HTMLElement && back !== document.body ? back : holder.current;
      if (lost) target?.focus({ preventScroll: true });
    },
    [back, holder],
  );
  return createPortal(
    <Menu
      opened
      onClose={() => overlays.close()}
      position="bottom-start"
      offset={2}
      // Long menus near the bottom move up, so that the last entry is in sight.
      middlewares={{ flip: false, shift: { crossAxis: true, padding: 8 } }}
      width={232}
      returnFocus
      transitionProps={{ duration: 0 }}
      withinPortal
    >
      <Menu.Target>
        <span className="menu-place" style={{ left: at.x, top: at.y }} aria-hidden="true" />
      </Menu.Target>
      <Menu.Dropdown aria-label={label} className="canvas-menu" data-testid="canvas-menu">
        {children}
      </Menu.Dropdown>
    </Menu>,
    document.body,
  );
}
