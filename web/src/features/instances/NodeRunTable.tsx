/** The node runs of an instance, with a bar for every attempt on one time axis. */

import { useTranslation } from 'react-i18next';
import type { Attempt, Instance, NodeRun, NodeType } from '../../api/types';
import { NodeIcon, Status } from '../../components/ui/Icon';
import { shownStatus } from '../../lib/status';
import { clock, duration, elapsed } from '../../lib/time';

interface NodeRunTableProps {
  instance: Instance;
  types: ReadonlyMap<string, NodeType>;
  now: number;
  chosen: string | null;
  onChoose: (nodeId: string) => void;
}

interface Axis {
  readonly from: number;
  readonly span: number;
  readonly ticks: readonly number[];
}

const STEPS = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 43_200, 86_400];
const TICKS = 5;

/** An axis from the first start to the last end, with about five round steps. */
export function axisOf(runs: readonly NodeRun[], now: number): Axis | null {
  const starts = runs.flatMap((run) => (run.started_at ? [Date.parse(run.started_at)] : []));
  if (starts.length === 0) return null;
  const ends = runs.flatMap((run) => (run.started_at ? [run.ended_at ? Date.parse(run.ended_at) : now] : []));
  const from = Math.min(...starts);
  const seconds = Math.max(1, (Math.max(...ends) - from) / 1000);
  const step = STEPS.find((one) => seconds / one <= TICKS) ?? 172_800;
  const count = Math.max(1, Math.ceil(seconds / step));
  return { from, span: count * step * 1000, ticks: Array.from({ length: count }, (_, i) => i * step * 1000) };
}

function barHue(attempt: Attempt): string {
  if (attempt.status === 'running') return 'running';
  if (attempt.result === 'success') return 'success';
  return attempt.result === 'stopped' || attempt.result === null ? 'waiting' : 'failed';
}

function Bars({ run, axis, now }: { run: NodeRun; axis: Axis; now: number }) {
  const place = (at: number) => Math.max(0, Math.min(100, ((at - axis.from) / axis.span) * 100));
  return (
    <span className="bars" aria-hidden="true">
      {run.attempt_list
        .filter((attempt) => attempt.started_at)
        .map((attempt) => {
          const left = place(Date.parse(attempt.started_at ?? ''));
          const right = place(attempt.ended_at ? Date.parse(attempt.ended_at) : now);
          return (
            <span
              key={attempt.id}
              className="timebar"
              style={{
                left: `${left}%`,
                width: `max(3px, ${right - left}%)`,
                background: `var(--mr-ch-${barHue(attempt)})`,
              }}
            />
          );
        })}
    </span>
  );
}

export function NodeRunTable({ instance, types, now, chosen, onChoose }: NodeRunTableProps) {
  const { t } = useTranslation();
  const axis = axisOf(instance.node_runs, now);
  return (
    <div className="noderuns">
      <table className="cmp">
        <thead>
          <tr>
            <th className="col-name">{t('instance.node_run')}</th>
            <th className="col-state">{t('run.state')}</th>
            <th className="num col-small">{t('run.attempts')}</th>
            <th className="num col-small">{t('run.duration')}</th>
            <th className="col-time">
              {axis && (
                <span className="ticks">
                  {axis.ticks.map((tick, index) => (
                    <span key={tick} style={{ left: `${(tick / axis.span) * 100}%` }}>
                      {index === 0 ? clock(new Date(axis.from).toISOString()) : `+${duration(tick)}`}
                    </span>
                  ))}
                </span>
              )}
            </th>
          </tr>
        </thead>
        <tbody>
          {instance.node_runs.map((run) => {
            const time = elapsed(run.started_at, run.ended_at, now);
            return (
              <tr
                key={run.node_id}
                className={run.node_id === chosen ? 'on' : ''}
                onClick={() => onChoose(run.node_id)}
              >
                <td>
                  <span className="row noderun-name">
                    <NodeIcon icon={types.get(run.type)?.icon ?? run.type} size={14} />
                    <button
                      type="button"
                      className="ell b5"
                      title={run.name}
                      aria-pressed={run.node_id === chosen}
                      onClick={() => onChoose(run.node_id)}
                    >
                      {run.name}
                    </button>
                  </span>
                </td>
                <td data-testid={`noderun-${run.name}`} data-status={run.status}>
                  <Status status={shownStatus(run)} />
                </td>
                <td className="num t2">{run.attempts || '–'}</td>
                <td className="num">{time === null ? '–' : duration(time)}</td>
                <td className="col-time">{axis && <Bars run={run} axis={axis} now={now} />}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
