/** The condition of an edge and what an unmet condition skips (R70 to R72), beside its line. */

import { Popover } from '@mantine/core';
import { cloneElement, lazy, type ReactElement, Suspense, useState } from 'react';
import type { JobEdge } from '../../lib/definition';

const PopoverForm = lazy(() => import('../properties/PopoverForm'));

export function EdgePopover({ edge, children }: { edge: JobEdge; children: ReactElement<{ onClick?: () => void }> }) {
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} width={340} position="right-start" withinPortal trapFocus>
      <Popover.Target>{cloneElement(children, { onClick: () => setOpen((o) => !o) })}</Popover.Target>
      <Popover.Dropdown className="nodrag nopan nowheel">
        <Suspense fallback={<div className="edge-form" aria-busy="true" />}>
          <PopoverForm edge={edge} onClose={() => setOpen(false)} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
