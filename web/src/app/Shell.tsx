/** The frame of every page: top bar, the page, and sign-in in place of both while nobody is signed in. */

import { Menu, useMantineColorScheme } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { CircleHelp, Languages, LogOut, Moon, Sun, WifiOff } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, Outlet } from 'react-router';
import { ApiError, remove } from '../api/client';
import { live } from '../api/live';
import { currentWorkspace, keys, useSession } from '../api/queries';
import type { Session } from '../api/types';
import { PageError } from '../components/ui/Feedback';
import { Mark } from '../components/ui/Icon';
import { setLanguage } from '../lib/i18n';
import { KeysDialog } from './KeysDialog';
import { SignIn } from './SignIn';

const PAGES = [
  { to: '/development', text: 'shell.development' },
  { to: '/scheduling', text: 'shell.scheduling' },
  { to: '/instances', text: 'shell.instances' },
  { to: '/patchdata', text: 'shell.patchdata' },
  { to: '/dependencies', text: 'shell.dependencies' },
  { to: '/connections', text: 'shell.connections' },
] as const;

export function Shell() {
  const { t } = useTranslation();
  const session = useSession();
  if (session.isPending) return <div className="grow page" aria-busy="true" />;
  if (session.error) {
    if (session.error instanceof ApiError && session.error.status === 401) return <SignIn />;
    return (
      <main className="grow page">
        <PageError title={t('shell.session_failed')} error={session.error} onRetry={() => void session.refetch()} />
      </main>
    );
  }
  return (
    <>
      <TopBar session={session.data} />
      <LiveBanner />
      <Outlet />
    </>
  );
}

function LiveBanner() {
  const { t } = useTranslation();
  const online = useSyncExternalStore(live.onState, () => live.online);
  if (online) return null;
  return (
    <div className="banner tint-warning" role="status">
      <WifiOff size={14} className="st-warning" />
      <span>{t('shell.offline')}</span>
    </div>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable=true]') !== null;
}

function TopBar({ session }: { session: Session }) {
  const { t } = useTranslation();
  const [help, setHelp] = useState(false);
  const workspace = session.workspaces.find((w) => w.id === currentWorkspace()) ?? session.workspaces[0];
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === '?' && !isTyping(event.target)) setHelp(true);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <header className="topbar">
      <NavLink to="/development" className="brand" aria-label={t('shell.brand')}>
        <Mark />
        <span>Millrace</span>
      </NavLink>
      {workspace && (
        <span className="ws" title={t('shell.workspace')}>
          <span className="wsdot" aria-hidden="true">
            {workspace.name.slice(0, 1).toUpperCase()}
          </span>
          {workspace.name}
        </span>
      )}
      <nav className="nav" aria-label={t('shell.main')}>
        {PAGES.map((page) => (
          <NavLink key={page.to} to={page.to} className={({ isActive }) => (isActive ? 'on' : '')}>
            {t(page.text)}
          </NavLink>
        ))}
      </nav>
      <span className="grow" />
      <SchemeButton />
      <button
        type="button"
        className="ib"
        aria-label={t('shell.keys')}
        title={t('shell.keys')}
        onClick={() => setHelp(true)}
      >
        <CircleHelp size={16} />
      </button>
      <UserMenu session={session} />
      {help && <KeysDialog onClose={() => setHelp(false)} />}
    </header>
  );
}

function SchemeButton() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const dark =
    colorScheme === 'dark' || (colorScheme === 'auto' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  const label = dark ? t('shell.to_light') : t('shell.to_dark');
  return (
    <button
      type="button"
      className="ib"
      aria-label={label}
      title={label}
      onClick={() => setColorScheme(dark ? 'light' : 'dark')}
    >
      {dark ? <Sun size={16} /> : <Moon size={16} />}
    </button>
  );
}

function UserMenu({ session }: { session: Session }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const name = session.user.display_name || session.user.name;
  const initials = name
    .split(/[\s._-]+/)
    .map((part) => part.slice(0, 1))
    .join('')
    .slice(0, 2)
    .toUpperCase();
  const signOut = async () => {
    await remove('/api/session');
    live.close();
    client.clear();
    await client.invalidateQueries({ queryKey: keys.session });
    window.location.assign('/');
  };
  const other = i18n.language === 'zh' ? 'en' : 'zh';
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <button type="button" className="me" aria-label={t('shell.user', { name })} title={name}>
          {initials}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {name} · Millrace {session.version}
        </Menu.Label>
        <Menu.Item leftSection={<Languages size={14} />} onClick={() => void setLanguage(other)}>
          {other === 'zh' ? '中文' : 'English'}
        </Menu.Item>
        <Menu.Item leftSection={<LogOut size={14} />} onClick={() => void signOut()}>
          {t('shell.sign_out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
