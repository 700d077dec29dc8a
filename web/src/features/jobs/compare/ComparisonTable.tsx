/** Both drafts against the one they came from; where both changed the same, one is chosen. */

import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conflict, Side } from '../../../designer/model/merge';
import { KindMark } from './marks';
import type { Comparison, FieldRow, ObjectRow } from './rows';
import { Value } from './Value';

interface ComparisonTableProps {
  comparison: Comparison;
  them: string;
  choices: ReadonlyMap<string, Side>;
  onChoose: (conflict: Conflict, side: Side) => void;
}

export function ComparisonTable({ comparison, them, choices, onChoose }: ComparisonTableProps) {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard has to reach it.
    <section className="compare-scroll" tabIndex={0} aria-label={t('compare.title')}>
      <table className="compare three">
        <thead>
          <tr>
            <th>{t('compare.field')}</th>
            <th>{t('compare.before')}</th>
            <th>{t('compare.mine')}</th>
            <th>{t('compare.theirs', { name: them })}</th>
          </tr>
        </thead>
        <tbody>
          {comparison.rows.map((row) => (
            <Fragment key={row.key}>
              <ObjectLine row={row} them={them} choices={choices} onChoose={onChoose} />
              {row.fields.map((field) => (
                <FieldLine
                  key={field.path}
                  row={row}
                  field={field}
                  choice={field.conflict ? (choices.get(field.conflict.key) ?? 'mine') : null}
                  onChoose={onChoose}
                />
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function ObjectLine({ row, them, choices, onChoose }: Omit<ComparisonTableProps, 'comparison'> & { row: ObjectRow }) {
  const { t } = useTranslation();
  const who = () => {
    if (row.mine && row.theirs) return t('compare.by_both', { name: them });
    return row.mine ? t('compare.by_me') : t('compare.by_them', { name: them });
  };
  const { conflict } = row;
  return (
    <tr className={`compare-object ${conflict ? 'conflict' : ''}`}>
      <th colSpan={conflict ? 2 : 4} scope="rowgroup">
        <KindMark kind={row.mine ?? row.theirs ?? 'changed'} /> {row.name || t('compare.part.job')}
        <span className="t3">
          {' '}
          {t(`compare.part.${row.part}`)} · {who()}
        </span>
        {conflict && <ConflictTag />}
      </th>
      {conflict &&
        (['mine', 'theirs'] as const).map((side) => (
          <td key={side}>
            <Choice
              conflict={conflict}
              side={side}
              chosen={(choices.get(conflict.key) ?? 'mine') === side}
              onChoose={onChoose}
            >
              {t(`compare.${(side === 'mine' ? row.mine : row.theirs) ?? 'unchanged'}`)}
            </Choice>
          </td>
        ))}
    </tr>
  );
}

interface FieldLineProps {
  row: ObjectRow;
  field: FieldRow;
  choice: Side | null;
  onChoose: ComparisonTableProps['onChoose'];
}

function FieldLine({ row, field, choice, onChoose }: FieldLineProps) {
  const added = row.mine === 'added' || row.theirs === 'added';
  const { conflict } = field;
  const cell = (side: Side) => {
    const value = side === 'mine' ? field.mine : field.theirs;
    const changed = side === 'mine' ? field.byMe : field.byThem;
    if (!conflict)
      return (
        <span className={changed ? 'compare-new' : 't3'}>
          <Value value={value} />
        </span>
      );
    return (
      <Choice conflict={conflict} side={side} chosen={choice === side} onChoose={onChoose}>
        <Value value={value} />
      </Choice>
    );
  };
  if (added && !conflict) return null;
  return (
    <tr className={conflict ? 'conflict' : ''}>
      <td className="mono s11">
        {field.path}
        {conflict && <ConflictTag />}
      </td>
      <td>
        <Value value={field.base} />
      </td>
      <td>{cell('mine')}</td>
      <td>{cell('theirs')}</td>
    </tr>
  );
}

function ConflictTag() {
  const { t } = useTranslation();
  return <span className="tag warn">{t('compare.conflict')}</span>;
}

interface ChoiceProps {
  conflict: Conflict;
  side: Side;
  chosen: boolean;
  onChoose: ComparisonTableProps['onChoose'];
  children: ReactNode;
}

function Choice({ conflict, side, chosen, onChoose, children }: ChoiceProps) {
  const { t } = useTranslation();
  const label = t(side === 'mine' ? 'compare.choose_mine' : 'compare.choose_theirs', {
    name: conflict.name,
    field: conflict.path,
  });
  return (
    <span className="row gap4 compare-choice">
      <input
        type="radio"
        name={conflict.key}
        checked={chosen}
        aria-label={label}
        onChange={() => onChoose(conflict, side)}
      />
      {children}
    </span>
  );
}
