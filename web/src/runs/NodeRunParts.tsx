/** The tabs beside the log of a node run: inputs, output, report, attempts. */

import { useTranslation } from 'react-i18next';
import type { Attempt, NodeRunDetail } from '../api/types';
import { Empty } from '../components/ui/Feedback';
import { StateIcon } from '../components/ui/Icon';
import { clock, duration, elapsed } from '../lib/time';
import { Facts, ValueText } from './Facts';

export function Inputs({ run }: { run: NodeRunDetail }) {
  const { t } = useTranslation();
  const entries = Object.entries(run.inputs ?? {}).filter(([, value]) => value !== null);
  if (entries.length === 0) return <Empty title={t('run.no_inputs')} />;
  return (
    <div className="run-scroll">
      <Facts rows={entries.map(([name, value]) => [name, <ValueText key={name} value={value} />] as const)} />
    </div>
  );
}

export function Output({ run }: { run: NodeRunDetail }) {
  const { t } = useTranslation();
  const empty = run.output === null || run.output === undefined || run.output === '';
  return (
    <div className="run-scroll">
      {empty && run.artifacts.length === 0 && <Empty title={t('run.no_output')} />}
      {!empty && <ValueText value={run.output} />}
      {run.truncated && <p className="t3 s12">{t('run.output_truncated')}</p>}
      {run.artifacts.length > 0 && (
        <>
          <h3 className="ph">{t('run.files')}</h3>
          <ul className="plainlist">
            {run.artifacts.map((file) => (
              <li key={file.url} className="row">
                <a className="link" href={file.url} target="_blank" rel="noreferrer">
                  {file.name}
                </a>
                {file.size !== null && <span className="t3 tn s12">{t('run.bytes', { count: file.size })}</span>}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

/** What a job made runs no script of ours and reaches nothing of the studio. */
export function Report({ url, name }: { url: string; name: string }) {
  const { t } = useTranslation();
  return <iframe className="reportframe" sandbox="" src={url} title={t('run.report_of', { name })} />;
}

function attemptIcon(attempt: Attempt) {
  if (attempt.status === 'running') return 'running' as const;
  if (attempt.status === 'queued') return 'queued' as const;
  if (attempt.result === 'success') return 'success' as const;
  return attempt.result === 'stopped' ? ('stopped' as const) : ('failed' as const);
}

interface AttemptsProps {
  attempts: readonly Attempt[];
  now: number;
  chosen: number | null;
  onChoose: (id: number) => void;
}

export function Attempts({ attempts, now, chosen, onChoose }: AttemptsProps) {
  const { t } = useTranslation();
  if (attempts.length === 0) return <Empty title={t('run.no_attempt')} />;
  return (
    <div className="run-scroll flush">
      <table className="cmp">
        <thead>
          <tr>
            <th>{t('run.attempt')}</th>
            <th>{t('run.result')}</th>
            <th>{t('run.cause')}</th>
            <th>{t('run.worker')}</th>
            <th>{t('run.started')}</th>
            <th className="num">{t('run.duration')}</th>
          </tr>
        </thead>
        <tbody>
          {attempts.map((attempt) => {
            const time = elapsed(attempt.started_at, attempt.ended_at, now);
            return (
              <tr key={attempt.id} className={attempt.id === chosen ? 'on' : ''}>
                <td>
                  <button type="button" className="link" onClick={() => onChoose(attempt.id)}>
                    {attempt.number}
                  </button>
                </td>
                <td>
                  <span className="row gap4">
                    <StateIcon status={attemptIcon(attempt)} size={14} />
                    {attempt.result ?? attempt.status}
                    {attempt.exit_code !== null && attempt.exit_code !== 0 && ` ${attempt.exit_code}`}
                  </span>
                </td>
                <td>{attempt.cause.replaceAll('_', ' ')}</td>
                <td className="mono">{attempt.worker ?? '–'}</td>
                <td className="tn">{clock(attempt.started_at)}</td>
                <td className="num">{time === null ? '–' : duration(time)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
