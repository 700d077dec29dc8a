/** What a node type does, beside its row in the palette. */

import { useTranslation } from 'react-i18next';
import type { NodeType } from '../../api/types';
import { NodeIcon } from '../../components/ui/Icon';
import { fieldsOf } from '../../forms/schema';

export interface HelpWish {
  readonly type: NodeType;
  readonly beside: DOMRect;
  /** Asked for by its button: it comes at once. */
  readonly pinned: boolean;
}

const WIDTH = 300;
const GAP = 6;
const LOWEST = 220;
const MOST_FIELDS = 6;

export function TypeHelp({ wish, id }: { wish: HelpWish; id: string }) {
  const { t } = useTranslation();
  const { type, beside } = wish;
  const fields = fieldsOf(type.properties_schema).filter((field) => field.section === 'main');
  const place = {
    width: WIDTH,
    left: Math.min(beside.right + GAP, window.innerWidth - WIDTH - GAP),
    top: Math.max(GAP, Math.min(beside.top, window.innerHeight - LOWEST)),
  };
  return (
    <div id={id} role="tooltip" className="type-help" style={place} data-testid="type-help">
      <p className="row b6">
        <NodeIcon icon={type.icon} size={18} />
        {type.label}
        <span className="mono t3 end">{type.name}</span>
      </p>
      <p className="t2">{type.help}</p>
      {fields.length > 0 && (
        <p className="s12 t2">
          {t('palette.asks', {
            fields: fields
              .slice(0, MOST_FIELDS)
              .map((field) => field.label)
              .join(', '),
          })}
        </p>
      )}
      {type.requires && <p className="s12 t2">{t('palette.requires', { what: type.requires })}</p>}
      {type.traits.waits && <p className="s12 t2">{t('palette.waits')}</p>}
      <p className="s11 t3">{t('palette.keys')}</p>
    </div>
  );
}
