/** "values for 2026-11-22 02:00": the plan time for which expressions are shown. */

import { Menu } from '@mantine/core';
import { Check, Clock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { minute } from '../../lib/time';
import { instantOf } from '../../lib/wallTime';
import { usePlanTimes } from './LiveScope';
import { choosePlanTime } from './planTime';

export function PlanTimePicker() {
  const { t } = useTranslation();
  const plan = usePlanTimes();
  if (!plan) return null;
  const zone = plan.zone ?? 'UTC';
  const shown = plan.at === null ? t('plan.now') : minute(plan.at, plan.zone);
  const wall = minute(plan.at ?? new Date().toISOString(), plan.zone).replace(' ', 'T');
  const mark = (on: boolean) => (on ? <Check size={14} /> : <span className="menu-gap" />);
  return (
    <span className="plan-pick">
      <span className="t3 s11">{t('plan.values_for')}</span>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <button type="button" className="plan-button tn" aria-label={t('plan.choose', { time: shown })}>
            <Clock size={12} aria-hidden="true" />
            {shown}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={mark(plan.at === null)} onClick={() => choosePlanTime(plan.job, 'now')}>
            {t('plan.now')}
          </Menu.Item>
          {plan.next.length > 0 && <Menu.Label>{t('plan.next')}</Menu.Label>}
          {plan.next.map((at) => (
            <Menu.Item
              key={at}
              className="tn"
              leftSection={mark(at === plan.at)}
              onClick={() => choosePlanTime(plan.job, { at })}
            >
              {minute(at, plan.zone)}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <div className="plan-date">
            <label className="lab" htmlFor="plan-date">
              {t('plan.date', { zone })}
            </label>
            <input
              id="plan-date"
              type="datetime-local"
              className="inp"
              defaultValue={wall}
              onKeyDown={(event) => event.key !== 'Escape' && event.key !== 'Tab' && event.stopPropagation()}
              onChange={(event) => {
                const { value } = event.currentTarget;
                if (value) choosePlanTime(plan.job, { at: instantOf(`${value}:00`, zone) });
              }}
            />
          </div>
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}
