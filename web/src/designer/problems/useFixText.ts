/** What a fix is called. */

import { useTranslation } from 'react-i18next';
import type { Fix } from '../model/fixes';

/** The model names texts that it does not hold itself. */
export function useFixText(): (fix: Fix) => string {
  const { t, i18n } = useTranslation();
  return (fix) =>
    i18n.exists(fix.textKey) ? i18n.t(fix.textKey as 'problems.show', { ...fix.values }) : t('problems.show');
}
