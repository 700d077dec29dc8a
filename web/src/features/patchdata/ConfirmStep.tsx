/** Step 5: the whole task once more in a sentence and its rules. */

import { useTranslation } from 'react-i18next';
import { StateIcon } from '../../components/ui/Icon';
import { minute } from '../../lib/time';
import type { Plan } from './api';
import type { Draft } from './draft';
import { wallMinute } from './grid';
import { RuleFacts } from './PlanSide';

export function ConfirmStep({ draft, plan }: { draft: Draft; plan: Plan }) {
  const { t, i18n } = useTranslation();
  return (
    <div className="pd-form" data-testid="patchdata-summary">
      <h2 className="pd-title">{t('patchdata.step_title_confirm')}</h2>
      <p className="pd-sentence">
        {t('patchdata.summary', {
          name: draft.name,
          count: plan.total.toLocaleString(i18n.language),
          jobs: t('patchdata.of_jobs', { count: plan.jobs.length }),
          days: t('patchdata.of_days', { count: plan.days }),
        })}
      </p>
      <dl className="pd-facts">
        <div>
          <dt className="t2">{t('patchdata.first_and_last')}</dt>
          <dd className="tn" title={`${plan.first_local} – ${plan.last_local}`}>
            {wallMinute(plan.first_local)} – {wallMinute(plan.last_local)}
          </dd>
        </div>
        <div>
          <dt className="t2">{t('patchdata.tile_end')}</dt>
          <dd className="tn">{plan.estimated_end ? minute(plan.estimated_end) : t('patchdata.end_unknown')}</dd>
        </div>
        <div>
          <dt className="t2">{t('patchdata.jobs')}</dt>
          <dd>{plan.jobs.map((job) => `${job.job_name} v${job.version_no}`).join(', ')}</dd>
        </div>
      </dl>
      <RuleFacts draft={draft} jobs={plan.jobs.length} />
      {plan.warnings.map((text) => (
        <div key={text} className="pd-warning">
          <StateIcon status="abnormal" />
          <span className="grow">{text}</span>
        </div>
      ))}
      <p className="t2">{t('patchdata.versions_note')}</p>
    </div>
  );
}
