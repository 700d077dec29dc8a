/** The filter of the tree: a field for letters of the name, a button with all marks, and a chip for each that is on. */

import { Popover } from '@mantine/core';
import { Funnel, Search, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { FILTER_GROUPS, type FilterMark, GROUP_NAMES } from './treeFilter';

interface MarksProps {
  marks: ReadonlySet<FilterMark>;
  onMarks: (marks: ReadonlySet<FilterMark>) => void;
}

function without(marks: ReadonlySet<FilterMark>, mark: FilterMark): ReadonlySet<FilterMark> {
  return new Set([...marks].filter((one) => one !== mark));
}

export function FilterButton({ marks, onMarks }: MarksProps) {
  const { t } = useTranslation();
  const label = marks.size > 0 ? t('tree.filters_on', { count: marks.size }) : t('tree.filters');
  return (
    <Popover position="bottom-start" width={248} trapFocus returnFocus withinPortal>
      <Popover.Target>
        <button
          type="button"
          className={`ib sm ${marks.size > 0 ? 'on' : ''}`}
          aria-label={label}
          title={label}
          data-testid="btn-tree-filters"
        >
          <Funnel size={16} />
        </button>
      </Popover.Target>
      <Popover.Dropdown className="tree-filters" aria-label={t('tree.filters')} data-testid="tree-filters">
        {GROUP_NAMES.map((group) => (
          <fieldset key={group}>
            <legend>{t(`tree_filter.group_${group}`)}</legend>
            {FILTER_GROUPS[group].map((mark) => (
              <label key={mark} className="row gap4">
                <input
                  type="checkbox"
                  checked={marks.has(mark)}
                  onChange={(event) => onMarks(event.target.checked ? new Set([...marks, mark]) : without(marks, mark))}
                />
                {t(`tree_filter.${mark}`)}
              </label>
            ))}
          </fieldset>
        ))}
        <button type="button" className="link" disabled={marks.size === 0} onClick={() => onMarks(new Set())}>
          {t('tree.filters_clear')}
        </button>
      </Popover.Dropdown>
    </Popover>
  );
}

export function FilterChips({ marks, onMarks }: MarksProps) {
  const { t } = useTranslation();
  if (marks.size === 0) return null;
  return (
    <ul className="tree-chips" aria-label={t('tree.filters')}>
      {[...marks].map((mark) => (
        <li key={mark} className="chip">
          {t(`tree_filter.${mark}`)}
          <button
            type="button"
            aria-label={t('tree.filter_off', { name: t(`tree_filter.${mark}`) })}
            onClick={() => onMarks(without(marks, mark))}
          >
            <X size={12} />
          </button>
        </li>
      ))}
    </ul>
  );
}

interface FilterFieldProps {
  text: string;
  onText: (text: string) => void;
  /** ArrowDown and Enter lead from the field into the rows. */
  onLeave: () => void;
}

export function FilterField({ text, onText, onLeave }: FilterFieldProps) {
  const { t } = useTranslation();
  return (
    <div className="inp soft tree-filter">
      <Search size={14} className="i" aria-hidden="true" />
      <input
        value={text}
        onChange={(event) => onText(event.target.value)}
        placeholder={t('tree.filter')}
        aria-label={t('tree.filter')}
        data-testid="tree-filter"
        onKeyDown={(event) => {
          if (event.key === 'Escape' && text !== '') onText('');
          else if (event.key === 'ArrowDown' || event.key === 'Enter') onLeave();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      {text !== '' && (
        <button type="button" className="ib clear" aria-label={t('tree.filter_clear')} onClick={() => onText('')}>
          <X size={12} />
        </button>
      )}
    </div>
  );
}
