/** Which instances an operation touches, by name and plan time; the first of many. */

import { useTranslation } from 'react-i18next';
import type { InstanceSummary } from '../../api/types';
import { minute } from '../../lib/time';

const MOST_SHOWN = 8;

export function InstanceNames({ rows }: { rows: readonly InstanceSummary[] }) {
  const { t } = useTranslation();
  return (
    <ul className="namelist">
      {rows.slice(0, MOST_SHOWN).map((row) => (
        <li key={row.id} className="row">
          <span className="ell grow" title={row.job_name}>
            {row.job_name}
          </span>
          <span className="tn t2">{minute(row.plan_time, row.zone)}</span>
        </li>
      ))}
      {rows.length > MOST_SHOWN && <li className="t3">{t('instances.more', { count: rows.length - MOST_SHOWN })}</li>}
    </ul>
  );
}
