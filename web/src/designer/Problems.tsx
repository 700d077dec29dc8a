/** The list of problems: each leads to its node and field, and offers what can be done about it. */

import { useVirtualizer } from '@tanstack/react-virtual';
import { Search } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Problem } from '../api/types';
import { announce } from '../components/ui/announce';
import { useRowKeys } from '../components/ui/useRowKeys';
import { useDesigner, useDocument } from './context';
import { type Fix, fixesFor } from './model/fixes';
import { fixAll, sameKind } from './problems/fixing';
import { goToProblem } from './problems/jump';
import { edgeOfProblem, problemKey } from './problems/order';
import { ProblemRow } from './problems/ProblemRow';
import { objectOfProblem, problemText } from './problems/text';
import { useFixText } from './problems/useFixText';

const ROW = 28;
const FILTER_FROM = 5;

const kindOf = (problem: Problem) => `${problem.severity} ${problem.code}`;

type Severity = 'all' | 'error' | 'warning';

export function Problems({ jobName }: { jobName: string }) {
  const { t } = useTranslation();
  const designer = useDesigner();
  const { store, problems, types, host, view } = designer;
  const { doc, selection } = useDocument();
  const navigate = useNavigate();
  const scroller = useRef<HTMLDivElement>(null);
  const [severity, setSeverity] = useState<Severity>('all');
  const [asked, setAsked] = useState('');
  const fixText = useFixText();
  const words = asked.trim().toLowerCase();
  const shown = useMemo(
    () =>
      problems.filter((problem) => {
        if (severity !== 'all' && problem.severity !== severity) return false;
        if (words === '') return true;
        const text = `${objectOfProblem(problem, doc, jobName)} ${problemText(problem)} ${problem.code}`;
        return text.toLowerCase().includes(words);
      }),
    [problems, severity, words, doc, jobName],
  );
  const list = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 10,
  });
  const fix = (problem: Problem, wanted: Fix) => {
    if (wanted.command) {
      store.run(wanted.command(store.get().doc));
      announce(t('problems.fixed', { what: fixText(wanted) }));
    } else if (wanted.action === 'open_schedule') host?.openSchedule();
    else if (wanted.action === 'open_connections') void navigate('/connections');
    else goToProblem({ store, host, view: view.current }, problem);
  };
  const fixMany = (problem: Problem, wanted: Fix) => {
    const fixes = sameKind(problems, problem, wanted, doc, types);
    store.run(fixAll(store.get().doc, fixes, fixText(wanted)));
    announce(t('problems.fixed_many', { count: fixes.length }));
  };
  const kinds = useMemo(() => {
    const counts = new Map<string, number>();
    for (const problem of problems) counts.set(kindOf(problem), (counts.get(kindOf(problem)) ?? 0) + 1);
    return counts;
  }, [problems]);
  const jump = (problem: Problem) => goToProblem({ store, host, view: view.current }, problem);
  const keys = useRowKeys({
    count: shown.length,
    scrollTo: (index) => list.scrollToIndex(index),
    onRowKey: (key, index, event) => {
      const row = event.currentTarget.querySelector(`[data-problem="${index}"]`);
      if (key === 'ArrowRight') row?.querySelector<HTMLElement>('.problem-fix button')?.focus();
      else return false;
      return true;
    },
  });
  if (problems.length === 0) return <p className="drawer-none t3">{t('problems.none')}</p>;
  const counts = {
    all: problems.length,
    error: problems.filter((problem) => problem.severity === 'error').length,
    warning: problems.filter((problem) => problem.severity === 'warning').length,
  };
  return (
    <div className="problems-panel">
      {problems.length >= FILTER_FROM && (
        <search className="problems-filter" aria-label={t('problems.filter')}>
          <div className="seg sm">
            {(['all', 'error', 'warning'] as const).map((name) => (
              <button
                key={name}
                type="button"
                aria-pressed={severity === name}
                className={severity === name ? 'on' : ''}
                onClick={() => setSeverity(name)}
              >
                {t(`problems.show_${name}`)} <span className="tn">{counts[name]}</span>
              </button>
            ))}
          </div>
          <label className="inp soft">
            <Search size={14} className="i" aria-hidden="true" />
            <input
              value={asked}
              onChange={(event) => setAsked(event.target.value)}
              placeholder={t('problems.filter')}
              aria-label={t('problems.filter')}
              data-testid="problems-filter"
            />
          </label>
          <span className="t3 s12 tn" role="status">
            {shown.length < problems.length ? t('problems.shown', { shown: shown.length, count: problems.length }) : ''}
          </span>
        </search>
      )}
      <div ref={scroller} className="problems-scroll">
        {/* biome-ignore lint/a11y/noStaticElementInteractions: hears the keys of the buttons inside. */}
        <div ref={keys.holder} onKeyDown={keys.onKeyDown} style={{ height: list.getTotalSize(), position: 'relative' }}>
          <ul className="problems" aria-label={t('problems.title')}>
            {list.getVirtualItems().map((item) => {
              const problem = shown[item.index];
              if (!problem) return null;
              const fixes = host && !host.readOnly ? fixesFor(doc, problem, types) : [];
              const edge = edgeOfProblem(problem, doc);
              const first = fixes[0];
              return (
                <ProblemRow
                  key={`${problemKey(problem)}\n${item.index}`}
                  problem={problem}
                  object={objectOfProblem(problem, doc, jobName)}
                  top={item.start}
                  index={item.index}
                  count={shown.length}
                  on={
                    edge !== null
                      ? selection.edges.includes(edge)
                      : problem.node_id !== null && selection.nodes.includes(problem.node_id)
                  }
                  fixes={fixes}
                  alike={first?.command ? (kinds.get(kindOf(problem)) ?? 1) : 1}
                  tabIndex={keys.tabIndexOf(item.index)}
                  rowProps={keys.rowProps(item.index)}
                  onJump={jump}
                  onFix={fix}
                  onFixAll={fixMany}
                />
              );
            })}
          </ul>
        </div>
        {shown.length === 0 && (
          <p className="drawer-none t3">
            {t('problems.none_found')}{' '}
            <button
              type="button"
              className="link"
              onClick={() => {
                setAsked('');
                setSeverity('all');
              }}
            >
              {t('problems.show_again')}
            </button>
          </p>
        )}
      </div>
    </div>
  );
}
