/** What kind of thing was met. */

import { Braces, Group, Spline, StickyNote, Workflow } from 'lucide-react';
import type { NodeType } from '../../api/types';
import { NodeIcon } from '../../components/ui/Icon';
import type { Hit, HitKind } from '../model/search';

const ICONS = { edge: Spline, group: Group, note: StickyNote, param: Braces, job: Workflow } satisfies Partial<
  Record<HitKind, unknown>
>;

export function HitIcon({ hit, type }: { hit: Hit; type: NodeType | undefined }) {
  if (hit.kind === 'node') return <NodeIcon icon={type?.icon ?? 'resource'} size={16} className="t2" />;
  const Icon = ICONS[hit.kind];
  return <Icon size={16} className="i t2" aria-hidden="true" />;
}
