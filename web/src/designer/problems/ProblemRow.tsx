/** One problem: icon, object, sentence, code, quick fix. */

import { Menu } from '@mantine/core';
import { ChevronDown } from 'lucide-react';
import { type KeyboardEvent, memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../api/types';
import { StateIcon } from '../../components/ui/Icon';
import type { Fix } from '../model/fixes';
import { problemBesideName } from './text';
import { useFixText } from './useFixText';

interface ProblemRowProps {
  problem: Problem;
  object: string;
  top: number;
  index: number;
  count: number;
  /** What it is about is selected. */
  on: boolean;
  fixes: readonly Fix[];
  /** How many problems of its kind there are, where they can be fixed together. */
  alike: number;
  tabIndex: number;
  rowProps: object;
  onJump: (problem: Problem) => void;
  onFix: (problem: Problem, fix: Fix) => void;
  onFixAll: (problem: Problem, fix: Fix) => void;
}

export const ProblemRow = memo(function ProblemRow(props: ProblemRowProps) {
  const { t } = useTranslation();
  const fixText = useFixText();
  const { problem, object, fixes, alike, tabIndex } = props;
  const [first, ...others] = fixes;
  const text = problemBesideName(problem, object);
  const more = first !== undefined && (others.length > 0 || alike > 1);
  const backToRow = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== 'ArrowLeft') return;
    event.preventDefault();
    event.stopPropagation();
    event.currentTarget.closest('li')?.querySelector<HTMLElement>('[data-row]')?.focus();
  };
  return (
    <li
      className={`problem ${props.on ? 'on' : ''}`}
      style={{ transform: `translateY(${props.top}px)` }}
      data-problem={props.index}
      data-code={problem.code}
      aria-setsize={props.count}
      aria-posinset={props.index + 1}
    >
      <button
        type="button"
        className="problem-jump"
        {...props.rowProps}
        tabIndex={tabIndex}
        onClick={() => props.onJump(problem)}
      >
        <StateIcon status={problem.severity === 'error' ? 'failed' : 'abnormal'} size={15} />
        <span className="sr-only">{t(`problems.${problem.severity}`)}</span>
        <span className="b5 ell problem-object" title={object}>
          {object}
        </span>
        <span className="ell grow" title={text}>
          {text}
        </span>
        <span className="mono t3 ell problem-code" title={problem.code}>
          {problem.code}
        </span>
      </button>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: hears the keys of the buttons inside. */}
      <span className="problem-fix" onKeyDown={backToRow}>
        {first && (
          <button
            type="button"
            className="link ell"
            tabIndex={tabIndex}
            title={fixText(first)}
            aria-label={t('problems.fix_label', { what: fixText(first), object })}
            onClick={() => props.onFix(problem, first)}
          >
            {fixText(first)}
          </button>
        )}
        {more && (
          <Menu position="top-end" withinPortal>
            <Menu.Target>
              <button
                type="button"
                className="ib sm"
                tabIndex={tabIndex}
                aria-label={t('problems.more_fixes', { object })}
                title={t('problems.more_fixes', { object })}
              >
                <ChevronDown size={14} />
              </button>
            </Menu.Target>
            <Menu.Dropdown>
              {others.map((fix) => (
                <Menu.Item key={fix.id} onClick={() => props.onFix(problem, fix)}>
                  {fixText(fix)}
                </Menu.Item>
              ))}
              {first && alike > 1 && (
                <Menu.Item onClick={() => props.onFixAll(problem, first)} data-testid="fix-all">
                  {t('problems.fix_all', { what: fixText(first), count: alike })}
                </Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        )}
      </span>
    </li>
  );
});
