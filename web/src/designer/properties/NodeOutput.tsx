/** What the node gave in its newest run: state, duration, output, and the way to its log. */

import { useQuery } from '@tanstack/react-query';
import { ExternalLink } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { get, isRecord, query } from '../../api/client';
import { ws } from '../../api/queries';
import type { InstanceSummary, ListOf } from '../../api/types';
import { Empty, ErrorBox } from '../../components/ui/Feedback';
import { Status } from '../../components/ui/Icon';
import type { JobNode } from '../../lib/definition';
import { shownStatus } from '../../lib/status';
import { clock, duration, elapsed, minute } from '../../lib/time';
import { Facts, ValueText } from '../../runs/Facts';
import { useNodeRun } from '../../runs/useInstance';
import { useDesigner } from '../context';

const MOST_ROWS = 200;

/** A list of lists or of objects as a table; null for anything else. */
export function asTable(output: unknown): { head: readonly string[]; rows: readonly (readonly unknown[])[] } | null {
  if (!Array.isArray(output) || output.length === 0) return null;
  if (output.every(Array.isArray)) {
    const width = Math.max(...output.map((row) => row.length));
    return { head: Array.from({ length: width }, (_, index) => String(index + 1)), rows: output };
  }
  if (!output.every(isRecord)) return null;
  const head = [...new Set(output.flatMap((row) => Object.keys(row)))];
  return { head, rows: output.map((row) => head.map((name) => row[name])) };
}

export function NodeOutput({ node }: { node: JobNode }) {
  const { t } = useTranslation();
  const { host } = useDesigner();
  const job = host?.jobId ?? 0;
  const newest = useQuery({
    queryKey: ['newest_instance', job],
    queryFn: async () =>
      (await get<ListOf<InstanceSummary>>(ws(`/instances${query({ job_id: job, limit: 1 })}`))).items[0] ?? null,
    enabled: job > 0,
    staleTime: 0,
  });
  if (newest.error) return <ErrorBox title={t('node.output_failed')} error={newest.error} />;
  if (newest.isPending && job > 0) return <div className="grow" aria-busy="true" />;
  if (!newest.data) return <Empty title={t('node.no_run')} text={t('node.no_run_help')} />;
  return <LastRun node={node} instance={newest.data} />;
}

function LastRun({ node, instance }: { node: JobNode; instance: InstanceSummary }) {
  const { t } = useTranslation();
  const found = useNodeRun(instance.id, node.id);
  const run = found.data;
  const to = `/instances/${instance.id}?node=${encodeURIComponent(node.id)}`;
  if (found.error) return <Empty title={t('node.not_in_run')} text={t('node.no_run_help')} />;
  if (!run) return <div className="grow" aria-busy="true" />;
  const time = elapsed(run.started_at, run.ended_at, Date.now());
  const of = instance.plan_time ? minute(instance.plan_time, instance.zone) : clock(instance.created_at);
  const error = run.error ?? run.attempt_list.at(-1)?.error;
  return (
    <section className="psec">
      <Facts
        rows={[
          [t('run.state'), <Status key="s" status={shownStatus(run)} />],
          [t('node.run_of'), of],
          [t('run.started'), clock(run.started_at)],
          [t('run.duration'), time === null ? '–' : duration(time)],
          [t('run.attempts'), String(run.attempts)],
        ]}
      />
      <Link className="link row gap4 s12" to={to}>
        <ExternalLink size={12} aria-hidden="true" />
        {t('node.open_log')}
      </Link>
      {run.status === 'failed' && error && (
        <div className="errorbox">
          <p className="t2">{error.message}</p>
          <p className="mono s11 t3">{error.code}</p>
        </div>
      )}
      <Value output={run.output} />
      {run.truncated && <p className="t3 s12">{t('run.output_truncated')}</p>}
    </section>
  );
}

function Value({ output }: { output: unknown }) {
  const { t } = useTranslation();
  const [raw, setRaw] = useState(false);
  const table = asTable(output);
  if (output === null || output === undefined || output === '') return <p className="t3 s12">{t('run.no_output')}</p>;
  return (
    <>
      <div className="psec-head">
        <h3 className="ph">{t('node.output')}</h3>
        {table && (
          <fieldset className="seg sm end" aria-label={t('node.output_as')}>
            {([false, true] as const).map((mode) => (
              <button
                key={String(mode)}
                type="button"
                className={mode === raw ? 'on' : ''}
                aria-pressed={mode === raw}
                onClick={() => setRaw(mode)}
              >
                {mode ? 'JSON' : t('node.output_table')}
              </button>
            ))}
          </fieldset>
        )}
      </div>
      {table && !raw ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys.
        <section className="output-table" aria-label={t('node.output')} tabIndex={0}>
          <table className="cmp">
            <thead>
              <tr>
                {table.head.map((name) => (
                  <th key={name}>{name}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.slice(0, MOST_ROWS).map((row, index) => (
                <tr key={index}>
                  {table.head.map((name, column) => (
                    <td key={name} title={cellText(row[column])}>
                      {cellText(row[column])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {table.rows.length > MOST_ROWS && (
            <p className="t3 s12">{t('node.output_more', { count: table.rows.length - MOST_ROWS })}</p>
          )}
        </section>
      ) : (
        <ValueText value={output} />
      )}
    </>
  );
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  return typeof cell === 'string' ? cell : JSON.stringify(cell);
}
