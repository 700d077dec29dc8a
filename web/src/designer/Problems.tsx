/** The list of problems; a row jumps to its node, or to the schedule. */

import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Problem } from '../api/types';
import { StateIcon } from '../components/ui/Icon';
import { useDesigner, useDocument } from './context';
import { nodeById } from './model/document';

const ofSchedule = (problem: Problem) => !problem.node_id && problem.field?.startsWith('schedule');

export function Problems({ jobName }: { jobName: string }) {
  const { t } = useTranslation();
  const { store, problems } = useDesigner();
  const { doc, selection } = useDocument();
  const navigate = useNavigate();
  const jump = (problem: Problem) => {
    if (ofSchedule(problem)) void navigate('schedule');
    if (problem.node_id) store.select({ nodes: [problem.node_id] });
  };
  if (problems.length === 0) return <p className="drawer-none t3">{t('problems.none')}</p>;
  return (
    <ul className="problems" aria-label={t('problems.title')}>
      {problems.map((problem, index) => (
        <li key={index}>
          <button
            type="button"
            className={`problem ${problem.node_id && selection.nodes.includes(problem.node_id) ? 'on' : ''}`}
            onClick={() => jump(problem)}
            disabled={!problem.node_id && !ofSchedule(problem)}
          >
            <StateIcon status={problem.severity === 'error' ? 'failed' : 'abnormal'} size={15} />
            <span className="sr-only">{t(`problems.${problem.severity}`)}</span>
            <span className="b5 ell problem-object">
              {problem.node_id ? (nodeById(doc, problem.node_id)?.name ?? problem.node_id) : jobName}
            </span>
            <span className="ell grow" title={problem.message}>
              {problem.message}
            </span>
            <span className="mono t3 ell problem-code">{problem.code}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
