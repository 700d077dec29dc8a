/** Which days of the week are working days where nothing else is said. */

import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { WorkingDays } from './api';

export function WeekSelect({
  value,
  disabled,
  onChange,
}: {
  value: WorkingDays;
  disabled?: boolean;
  onChange: (value: WorkingDays) => void;
}) {
  const { t } = useTranslation();
  return (
    <Select
      label={t('calendars.week')}
      data={(['MON_FRI', 'MON_SUN'] as const).map((week) => ({ value: week, label: t(`calendars.week_${week}`) }))}
      value={value}
      disabled={disabled}
      allowDeselect={false}
      onChange={(next) => (next === 'MON_FRI' || next === 'MON_SUN') && onChange(next)}
    />
  );
}
