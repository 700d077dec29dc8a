/** The condition of an edge and what an unmet condition skips (R70 to R72), beside its line. */

import { Popover } from '@mantine/core';
import type { ReactElement } from 'react';
import { lazyPart } from '../../components/ui/lazyPart';
import type { JobEdge } from '../../lib/definition';

export const PopoverForm = lazyPart(() => import('../properties/PopoverForm').then((m) => m.default));

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
        <PopoverForm edge={edge} onClose={onClose} />
      </Popover.Dropdown>
    </Popover>
  );
}
