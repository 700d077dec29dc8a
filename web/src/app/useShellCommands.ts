/** Keys and commands of every page, as long as the shell is shown. */

import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import i18next from 'i18next';
import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import { dispatcher } from '../commands/dispatcher';
import { registry } from '../commands/registry';
import { announce } from '../components/ui/announce';
import { contrastIsHigh, toggleContrast } from './contrast';
import { type ShellDoings, shellDoables } from './shellCommands';

export function useShellCommands(): void {
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();
  const shown = useComputedColorScheme('light');
  const doings: ShellDoings = {
    go: (to) => void navigate(to),
    toggleTheme: () => {
      const next = shown === 'dark' ? 'light' : 'dark';
      setColorScheme(next);
      announce(i18next.t(next === 'dark' ? 'said.dark' : 'said.light'));
    },
    toggleContrast: () => {
      toggleContrast();
      announce(i18next.t(contrastIsHigh() ? 'said.contrast_high' : 'said.contrast_normal'));
    },
  };
  const latest = useRef(doings);
  latest.current = doings;
  useEffect(() => {
    const stops = [dispatcher.start(), registry.add({ doables: shellDoables(() => latest.current) })];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
}
