/** The node types, by group: drag one to the canvas, or press Enter. */

import { Search } from 'lucide-react';
import { type DragEvent, type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NodeType } from '../../api/types';
import { NodeIcon } from '../../components/ui/Icon';
import { NODE_DRAG_TYPE } from '../context';

const GROUP_ORDER = ['compute', 'flow', 'data_and_delivery', 'data'];

function grouped(types: readonly NodeType[]): [string, NodeType[]][] {
  const groups = new Map<string, NodeType[]>();
  for (const type of types) groups.set(type.group, [...(groups.get(type.group) ?? []), type]);
  const rank = (group: string) => {
    const index = GROUP_ORDER.indexOf(group.toLowerCase());
    return index < 0 ? GROUP_ORDER.length : index;
  };
  return [...groups].sort(([a], [b]) => rank(a) - rank(b));
}

function groupLabel(group: string): string {
  const words = group.replaceAll('_', ' ');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

export function NodePalette({
  types,
  onAdd,
  disabled,
}: {
  types: readonly NodeType[];
  onAdd: (type: NodeType) => void;
  disabled: boolean;
}) {
  const { t } = useTranslation();
  const [filter, setFilter] = useState('');
  const words = filter.trim().toLowerCase();
  const shown = types.filter((type) => `${type.label} ${type.name}`.toLowerCase().includes(words));
  const onDragStart = (event: DragEvent, type: NodeType) => {
    event.dataTransfer.setData(NODE_DRAG_TYPE, type.name);
    event.dataTransfer.effectAllowed = 'copy';
  };
  const onKeyDown = (event: KeyboardEvent, type: NodeType) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    onAdd(type);
  };
  return (
    <section className="palette" aria-label={t('palette.title')}>
      <div className="sech">
        <h2 className="b6 s12">{t('palette.title')}</h2>
        <span className="t3 s11">{t('palette.help')}</span>
      </div>
      <label className="inp soft palette-filter">
        <Search size={14} className="i" aria-hidden="true" />
        <input
          value={filter}
          onChange={(e) => setFilter(e.target.value)}
          placeholder={t('palette.filter')}
          aria-label={t('palette.filter')}
        />
      </label>
      <div className="palette-list" tabIndex={disabled ? 0 : undefined}>
        {grouped(shown).map(([group, items]) => (
          <div key={group} className="pal">
            <h3 className="palh">{groupLabel(group)}</h3>
            {items.map((type) => (
              <button
                key={type.name}
                type="button"
                className="pi"
                draggable={!disabled}
                disabled={disabled}
                title={type.requires ? `${type.help}\n${t('palette.requires', { what: type.requires })}` : type.help}
                data-testid={`palette-item-${type.name}`}
                onDragStart={(event) => onDragStart(event, type)}
                onDoubleClick={() => onAdd(type)}
                onKeyDown={(event) => onKeyDown(event, type)}
              >
                <NodeIcon icon={type.icon} size={16} />
                <span className="ell">{type.label}</span>
              </button>
            ))}
          </div>
        ))}
        {shown.length === 0 && <p className="t3 s12 palette-none">{t('palette.none')}</p>}
      </div>
    </section>
  );
}
