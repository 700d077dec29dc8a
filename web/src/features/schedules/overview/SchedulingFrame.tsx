/** The head of every page about scheduling: its title, and tabs that are addresses. */

import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import '../../../styles/scheduling.css';

const TABS = [
  { to: '/scheduling', text: 'scheduling.tab_jobs', end: true },
  { to: '/scheduling/month', text: 'scheduling.tab_month', end: false },
  { to: '/scheduling/calendars', text: 'scheduling.tab_calendars', end: false },
  { to: '/scheduling/task-groups', text: 'scheduling.tab_groups', end: false },
  { to: '/scheduling/settings', text: 'scheduling.tab_settings', end: false },
] as const;

interface SchedulingFrameProps {
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

export function SchedulingFrame({ note, actions, children }: SchedulingFrameProps) {
  const { t } = useTranslation();
  return (
    <main className="grow page scheduling">
      <div className="bar h48 noborder">
        <h1 className="pagetitle">{t('shell.scheduling')}</h1>
        <span className="t3 tn">{note}</span>
        <span className="grow" />
        {actions}
      </div>
      <nav className="utabs" aria-label={t('shell.scheduling')}>
        {TABS.map((tab) => (
          <NavLink key={tab.to} to={tab.to} end={tab.end} className={({ isActive }) => (isActive ? 'on' : '')}>
            {t(tab.text)}
          </NavLink>
        ))}
      </nav>
      {children}
    </main>
  );
}
