/** How far a task is: one stretch for each state, and the part in hundred. */

import { useTranslation } from 'react-i18next';
import { LOOKS } from '../../lib/status';
import type { Task } from './api';
import { hueOf, sharesOf } from './taskLook';

export function ProgressBar({ task }: { task: Task }) {
  const { t } = useTranslation();
  const { shares } = sharesOf(task);
  const percent = Math.floor(task.progress * 100);
  const words = shares.map((share) => `${t(LOOKS[share.status].word)} ${share.count}`).join(', ');
  return (
    <span className="pd-progress" title={words}>
      <span
        className="pd-bars"
        role="progressbar"
        aria-label={t('patchdata.progress')}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        {shares
          .filter((share) => share.status !== 'waiting')
          .map((share) => (
            <span
              key={share.status}
              style={{
                width: `${(share.count / Math.max(task.total, 1)) * 100}%`,
                background: `var(--mr-st-${hueOf(share.status)})`,
              }}
            />
          ))}
      </span>
      <span className="tn s12 t2">{percent} %</span>
    </span>
  );
}
