/** Who is signed in; colours, contrast, language; the way out. */

import { type MantineColorScheme, Menu, useMantineColorScheme } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Check, Contrast, Languages, LogOut, Monitor, Moon, Sun } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { remove } from '../api/client';
import { live } from '../api/live';
import { keys } from '../api/queries';
import type { Session } from '../api/types';
import { setLanguage, type TextKey } from '../lib/i18n';
import { type ContrastChoice, setContrast, useContrast } from './contrast';

const SCHEMES: readonly (readonly [MantineColorScheme, TextKey, ReactNode])[] = [
  ['light', 'theme.light', <Sun key="light" size={14} />],
  ['dark', 'theme.dark', <Moon key="dark" size={14} />],
  ['auto', 'theme.system', <Monitor key="auto" size={14} />],
];

const CONTRASTS: readonly (readonly [ContrastChoice, TextKey, ReactNode])[] = [
  ['high', 'theme.contrast_high', <Contrast key="high" size={14} />],
  ['normal', 'theme.contrast_normal', <Sun key="normal" size={14} />],
  ['system', 'theme.contrast_system', <Monitor key="system" size={14} />],
];

interface ChoiceProps {
  on: boolean;
  icon: ReactNode;
  text: TextKey;
  onChoose: () => void;
}

function Choice({ on, icon, text, onChoose }: ChoiceProps) {
  const { t } = useTranslation();
  return (
    <Menu.Item
      role="menuitemradio"
      aria-checked={on}
      leftSection={icon}
      rightSection={on ? <Check size={14} aria-hidden="true" /> : undefined}
      onClick={onChoose}
    >
      {t(text)}
    </Menu.Item>
  );
}

function initialsOf(name: string): string {
  return name
    .split(/[\s._-]+/)
    .map((part) => part.slice(0, 1))
    .join('')
    .slice(0, 2)
    .toUpperCase();
}

export function UserMenu({ session }: { session: Session }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const contrast = useContrast();
  const name = session.user.display_name || session.user.name;
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
          {initialsOf(name)}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {name} · Millrace {session.version}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Label>{t('theme.colours')}</Menu.Label>
        {SCHEMES.map(([scheme, text, icon]) => (
          <Choice
            key={scheme}
            on={colorScheme === scheme}
            icon={icon}
            text={text}
            onChoose={() => setColorScheme(scheme)}
          />
        ))}
        <Menu.Divider />
        <Menu.Label>{t('theme.contrast')}</Menu.Label>
        {CONTRASTS.map(([one, text, icon]) => (
          <Choice key={one} on={contrast === one} icon={icon} text={text} onChoose={() => setContrast(one)} />
        ))}
        <Menu.Divider />
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
