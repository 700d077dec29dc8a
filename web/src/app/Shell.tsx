/** The frame of every page: top bar, the page, and sign-in in place of both while nobody is signed in. */

import { useMantineColorScheme } from '@mantine/core';
import { CircleHelp, Moon, Search, Sun, WifiOff } from 'lucide-react';
import { lazy, Suspense, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, Outlet } from 'react-router';
import { ApiError } from '../api/client';
import { live } from '../api/live';
import { currentWorkspace, useSession } from '../api/queries';
import type { Session } from '../api/types';
import { useKeysOf } from '../commands/KeyCaps';
import { KeyHint } from '../commands/KeyHint';
import { surfaces, useSurface } from '../commands/surfaces';
import { PageError } from '../components/ui/Feedback';
import { Mark } from '../components/ui/Icon';
import { isMac, keysText } from '../lib/keymap';
import { PAGES } from './pages';
import { SignIn } from './SignIn';
import { UserMenu } from './UserMenu';
import { useShellCommands } from './useShellCommands';

const CommandPalette = lazy(() => import('./CommandPalette').then((m) => ({ default: m.CommandPalette })));
const KeysDialog = lazy(() => import('./KeysDialog').then((m) => ({ default: m.KeysDialog })));

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
  return <SignedIn session={session.data} />;
}

function SignedIn({ session }: { session: Session }) {
  useShellCommands();
  return (
    <>
      <TopBar session={session} />
      <LiveBanner />
      <Outlet />
      <Surfaces />
    </>
  );
}

/** The dialogs of every page; each is loaded when it is first wanted. */
function Surfaces() {
  const surface = useSurface();
  const close = () => surfaces.show(null);
  return (
    <>
      <KeyHint />
      <Suspense fallback={null}>
        {surface === 'palette' && <CommandPalette onClose={close} />}
        {surface === 'keys' && <KeysDialog onClose={close} />}
      </Suspense>
    </>
  );
}

/** The field of the top bar: a button that opens the palette. */
function SearchButton() {
  const { t } = useTranslation();
  const keys = useKeysOf('shell.palette');
  const load = () => void import('./CommandPalette');
  return (
    <button
      type="button"
      className="search"
      onClick={() => surfaces.show('palette')}
      onPointerEnter={load}
      onFocus={load}
      aria-keyshortcuts={keys?.replace('Ctrl', 'Control')}
      data-testid="btn-search"
    >
      <Search size={14} className="i" aria-hidden="true" />
      <span>{t('palette.open')}</span>
      {keys && <kbd>{keysText(keys, isMac())}</kbd>}
    </button>
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

function TopBar({ session }: { session: Session }) {
  const { t } = useTranslation();
  const workspace = session.workspaces.find((w) => w.id === currentWorkspace()) ?? session.workspaces[0];
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
      <SearchButton />
      <SchemeButton />
      <button
        type="button"
        className="ib"
        aria-label={t('shell.keys')}
        title={t('shell.keys')}
        onClick={() => surfaces.show('keys')}
      >
        <CircleHelp size={16} />
      </button>
      <UserMenu session={session} />
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
