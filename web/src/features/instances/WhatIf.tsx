/** What each operation on a waiting instance would do, before it is done. */

import { useTranslation } from 'react-i18next';
import { usePermission } from '../../api/queries';
import type { CommandKind, Instance } from '../../api/types';
import type { WaitingPart } from './api';
import { ICONS } from './CommandBar';

export interface Wish {
  readonly kind: CommandKind;
  readonly args?: Readonly<Record<string, unknown>>;
  /** The upstream instance in words. */
  readonly about?: string;
}

const ALWAYS: Readonly<Partial<Record<Instance['status'], readonly CommandKind[]>>> = {
  waiting: ['prefer', 'freeze'],
  waiting_confirmation: ['confirm'],
  frozen: ['unfreeze'],
};
const OFFERED = ['confirm', 'remove_dependency', 'without_dependency', 'prefer', 'freeze', 'unfreeze'] as const;

/** The operations that make sense now, in the order of use. */
export function offers(status: Instance['status'], parts: readonly WaitingPart[]): (typeof OFFERED)[number][] {
  const found = new Set<string>([...(ALWAYS[status] ?? []), ...parts.flatMap((part) => part.actions)]);
  if (parts.some((part) => part.items.some((item) => item.removable))) found.add('remove_dependency');
  return OFFERED.filter((kind) => found.has(kind));
}

interface WhatIfProps {
  instance: Instance;
  parts: readonly WaitingPart[];
  busy: boolean;
  onWish: (wish: Wish) => void;
}

export function WhatIf({ instance, parts, busy, onWish }: WhatIfProps) {
  const { t } = useTranslation();
  const allowed = usePermission('instance.operate');
  const removable = parts.flatMap((part) => part.items).find((item) => item.removable && item.job_id !== null);
  const kinds = offers(instance.status, parts);
  const wishOf = (kind: CommandKind): Wish =>
    kind === 'remove_dependency' && removable
      ? {
          kind,
          about: `${removable.job_name} ${removable.local.slice(0, 16).replace('T', ' ')}`,
          args: { upstream_job_id: removable.job_id, upstream_plan_time: removable.plan_time },
        }
      : { kind };
  return (
    <aside className="side right whatif" aria-label={t('waiting.what_if')}>
      <h2 className="b6">{t('waiting.what_if')}</h2>
      {kinds.length === 0 && <p className="t2">{t('waiting.nothing_to_do')}</p>}
      {kinds.map((kind) => {
        const Icon = ICONS[kind];
        const wish = wishOf(kind);
        return (
          <button
            key={kind}
            type="button"
            className="whatifcard"
            disabled={!allowed || busy}
            data-testid={`what-if-${kind}`}
            onClick={() => onWish(wish)}
          >
            <Icon size={16} className="t2" aria-hidden="true" />
            <span className="grow col">
              <span className="b5">{t(`operation.${kind}`)}</span>
              <span className="t2">{t(`waiting.if_${kind}`, { upstream: wish.about ?? '' })}</span>
              <span className="t3 s11">{t(allowed ? 'waiting.allowed' : 'waiting.not_allowed')}</span>
            </span>
          </button>
        );
      })}
    </aside>
  );
}
