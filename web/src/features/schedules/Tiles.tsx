/** Upstream instances as small tiles: time, state in colour and icon, and a way to each that exists. */

import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { StateIcon } from '../../components/ui/Icon';
import type { OnUpstreamFailure } from '../../lib/schedule';
import { LOOKS } from '../../lib/status';
import type { DependencyPreview, UpstreamInstance } from './api';
import { dateIn, dayOf, timeIn } from './times';

const SHOWN = 240;

const GOOD: ReadonlySet<string> = new Set(['success', 'force_success', 'failure_ignored']);
const BAD: ReadonlySet<string> = new Set(['failed', 'frozen', 'canceled']);

interface TilesProps {
  job: string;
  instances: readonly UpstreamInstance[];
  total: number;
  zone: string;
}

export function Tiles({ job, instances, total, zone }: TilesProps) {
  const { t, i18n } = useTranslation();
  const shown = instances.slice(0, SHOWN);
  const days = [...new Set(shown.map((one) => dateIn(one.plan_time, zone)))];
  const now = Date.now();
  return (
    <div className="tiles-days">
      {days.map((day) => {
        const inside = shown.filter((one) => dateIn(one.plan_time, zone) === day);
        const name = dayOf(inside[0]?.plan_time ?? '', zone, i18n.language, now);
        return (
          <div key={day} className="tiles-day">
            {days.length > 1 && <span className="t3 s11 tn">{name}</span>}
            <ul className="tiles" aria-label={name}>
              {inside.map((one) => (
                <li key={one.plan_time}>
                  <Tile job={job} instance={one} day={day} zone={zone} />
                </li>
              ))}
            </ul>
          </div>
        );
      })}
      {total > shown.length && <p className="t3 s12">{t('schedule.more', { count: total - shown.length })}</p>}
    </div>
  );
}

function Tile({ job, instance, day, zone }: { job: string; instance: UpstreamInstance; day: string; zone: string }) {
  const { t } = useTranslation();
  const { status } = instance;
  const time = timeIn(instance.plan_time, zone);
  const word = status ? t(LOOKS[status].word) : t('schedule.not_yet');
  const title = `${job} ${day} ${time} ${word}`;
  const inside = (
    <>
      {status ? <StateIcon status={status} size={12} /> : <NotYet />}
      <span className="tn tile-time">{time}</span>
    </>
  );
  const look = `tile ${status ? `tint-${LOOKS[status].hue}` : ''}`;
  if (instance.instance_id === null)
    return (
      <span className={look} title={title}>
        {inside}
        <span className="sr-only">{word}</span>
      </span>
    );
  return (
    <Link className={look} to={`/instances/${instance.instance_id}`} title={title} aria-label={title}>
      {inside}
    </Link>
  );
}

function NotYet() {
  return (
    <svg className="i t3" width={12} height={12} aria-hidden="true">
      <use href="#state-none" />
    </svg>
  );
}

/** How it stands now, and what follows from it. */
export function DecisionLine({ preview, policy }: { preview: DependencyPreview; policy: OnUpstreamFailure }) {
  const { t, i18n } = useTranslation();
  const count = (fits: (status: string | null) => boolean) =>
    preview.instances.filter((one) => fits(one.status)).length;
  const counts = [
    ['good', count((status) => status !== null && GOOD.has(status))],
    ['bad', count((status) => status !== null && BAD.has(status))],
    ['open', count((status) => status !== null && !GOOD.has(status) && !BAD.has(status))],
    ['future', count((status) => status === null)],
  ] as const;
  const parts = counts
    .filter(([, number]) => number > 0)
    .map(([kind, number]) => t(`schedule.count_${kind}`, { count: number }));
  const listed = new Intl.ListFormat(i18n.language === 'zh' ? 'zh-CN' : 'en-GB', { type: 'unit', style: 'long' });
  const bad = counts[1][1] > 0;
  return (
    <p className="t2 s12" data-testid="dependency-decision" data-decision={preview.decision}>
      {parts.length > 0 && `${t('schedule.now_counts', { counts: listed.format(parts) })} `}
      {t(`schedule.decision_${preview.decision}`)}
      {bad && preview.decision !== 'cancel' && ` ${t(`schedule.bad_${policy}`)}`}
    </p>
  );
}
