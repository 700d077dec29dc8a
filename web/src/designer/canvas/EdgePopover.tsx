/** The condition of an edge and what an unmet condition skips (R70 to R72), beside its line. */

import { Popover } from '@mantine/core';
import { lazy, type ReactElement, Suspense } from 'react';
import type { JobEdge } from '../../lib/definition';

const PopoverForm = lazy(() => import('../properties/PopoverForm'));

interface EdgePopoverProps {
  edge: JobEdge;
  onClose: () => void;
  children: ReactElement;
}

/** Mounted while it is open, around the pill of the edge. */
export function EdgePopover({ edge, onClose, children }: EdgePopoverProps) {
  return (
    <Popover
      opened
      onChange={(open) => !open && onClose()}
      width={340}
      position="right-start"
      withinPortal
      trapFocus
      returnFocus
    >
      <Popover.Target>{children}</Popover.Target>
      <Popover.Dropdown className="nodrag nopan nowheel">
        <Suspense fallback={<div className="edge-form" aria-busy="true" />}>
          <PopoverForm edge={edge} onClose={onClose} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
