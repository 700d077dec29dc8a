/** The tabs beside the editor of a single task. */

import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { onFieldWanted } from './fieldFocus';
import { type PanelTab, tabOf } from './nodeProblems';
import { Tabs } from './Tabs';

interface SideTabsProps {
  tabs: readonly { readonly name: PanelTab; readonly label: string; readonly content: ReactNode }[];
}

export function SideTabs({ tabs }: SideTabsProps) {
  const { t } = useTranslation();
  const [tab, setTab] = useState<PanelTab>('properties');
  useEffect(() => onFieldWanted((path) => setTab(tabOf(path))), []);
  return (
    <Tabs label={t('panel.tabs')} tabs={tabs} active={tab} onChoose={setTab}>
      {tabs.find((one) => one.name === tab)?.content}
    </Tabs>
  );
}
