/** What a step holds, in a few words for the list of steps. */

import { useTranslation } from 'react-i18next';
import type { Draft, Step } from './draft';

export function useStepNotes(draft: Draft): Readonly<Record<Step, string>> {
  const { t } = useTranslation();
  const [first, ...others] = draft.ranges;
  const days = (text: string) => text.trim().slice(0, 10);
  const range =
    first && (days(first.from) === days(first.to) ? days(first.from) : `${days(first.from)} – ${days(first.to)}`);
  const join = (parts: (string | undefined | false)[]) => parts.filter(Boolean).join(', ');
  return {
    range: join([
      range,
      others.length > 0 && t('patchdata.note_more_ranges', { count: others.length }),
      draft.reverse && t('patchdata.note_reverse'),
      draft.times === 'hours' && `${draft.hours.from}–${draft.hours.to}`,
      draft.times === 'every' &&
        t('patchdata.note_every', { count: draft.everyN, unit: t(`patchdata.unit_${draft.everyUnit}`) }),
    ]),
    jobs: draft.jobs.length === 0 ? '' : t('patchdata.note_jobs', { count: draft.jobs.length, first: draft.jobs[0] }),
    rules: join([
      t('patchdata.note_at_once', { count: draft.parallel }),
      draft.byDay && t('patchdata.note_by_day'),
      draft.stopOnFailure && t('patchdata.note_stop'),
      draft.windowed && `${draft.window.from}–${draft.window.to}`,
    ]),
    plan: t('patchdata.note_plan'),
    confirm: '',
  };
}
