/** Search and commands: everything that can be done or opened, from one field. */

import i18next from 'i18next';
import { Eye, LayoutGrid, type LucideIcon, MousePointer2, Play, Plus, Save, SquareSlash } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { KeyCaps } from '../commands/KeyCaps';
import { useOwnKeys } from '../commands/ownKeys';
import { SearchDialog, type SearchRow } from '../commands/SearchDialog';
import { announce } from '../components/ui/announce';
import { NodeIcon, StateIcon } from '../components/ui/Icon';
import { Marked } from '../components/ui/Marked';
import type { ActionGroup } from '../designer/actions/action';
import { keysOf } from '../lib/keymapBindings';
import { type Entry, type EntryIcon, type Hit, hitsFor } from './palette/entries';
import { recentEntries, rememberEntry } from './palette/recents';
import { useEntries } from './palette/useEntries';

const ICONS: Readonly<Record<ActionGroup, LucideIcon>> = {
  build: Plus,
  arrange: LayoutGrid,
  choose: MousePointer2,
  look: Eye,
  run: Play,
  save: Save,
  everywhere: SquareSlash,
};

function Icon({ icon }: { icon: EntryIcon }) {
  if (icon.kind === 'state') return <StateIcon status={icon.status} />;
  if (icon.kind === 'node') return <NodeIcon icon={icon.name} size={16} className="t3" />;
  const Drawn = ICONS[icon.group];
  return <Drawn size={16} aria-hidden="true" className="i t3" />;
}

interface PaletteRow extends SearchRow {
  readonly entry: Entry;
}

function useRow(): (hit: Hit) => PaletteRow {
  const { t } = useTranslation();
  const own = useOwnKeys();
  return ({ entry, title, detail, group }) => {
    const keys = entry.action ? keysOf(entry.action, own)[0] : undefined;
    return {
      id: `${group} ${entry.id}`,
      group: t(`palette.group_${group}`),
      entry,
      content: (
        <>
          <Icon icon={entry.icon} />
          <span className={entry.refusal === undefined ? 'ell' : 'ell t3'}>
            <Marked text={entry.title} ranges={title} />
          </span>
          <span className="t3 ell grow">
            <Marked text={entry.detail} ranges={detail} />
          </span>
          {keys && <KeyCaps keys={keys} />}
        </>
      ),
    };
  };
}

/** Only when the palette is gone and the focus back where it was: what is done may take it. */
function after(perform: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(perform));
}

export function CommandPalette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState('');
  const [object, setObject] = useState<Entry | null>(null);
  const [recents] = useState(recentEntries);
  const entries = useEntries();
  const rowOf = useRow();
  const hits = useMemo(() => hitsFor(entries, asked, recents), [entries, asked, recents]);
  const rows = object ? rowsOfObject(object, asked, rowOf) : hits.map(rowOf);

  const pick = ({ entry }: PaletteRow) => {
    if (entry.refusal !== undefined) {
      announce(entry.refusal);
      return;
    }
    if (entry.group !== 'nodes' && !entry.id.includes('#')) rememberEntry(entry.id);
    onClose();
    after(entry.open);
  };
  const onTab = (row: PaletteRow | undefined, back: boolean): boolean => {
    if (back || object) setObject(null);
    else if (row?.entry.more?.length) {
      setObject(row.entry);
      announce(i18next.t('palette.actions_of', { name: row.entry.title }));
    } else return false;
    setAsked('');
    return true;
  };
  return (
    <SearchDialog
      label={t('palette.open')}
      asked={asked}
      onAsk={setAsked}
      rows={rows}
      none={t('palette.nothing')}
      onPick={pick}
      onClose={onClose}
      onTab={onTab}
      testId="command-palette"
      lead={object && <span className="tag">{object.title}</span>}
      foot={
        <>
          <span className="row gap4">
            <KeyCaps keys="Up Down" />
            {t('palette.choose')}
          </span>
          <span className="row gap4">
            <KeyCaps keys="Enter" />
            {t('palette.run')}
          </span>
          <span className="row gap4">
            <KeyCaps keys="Tab" />
            {t(object ? 'palette.back' : 'palette.actions')}
          </span>
          <span className="row gap4 end">
            <KeyCaps keys=">" />
            {t('palette.only')}
          </span>
        </>
      }
    />
  );
}

function rowsOfObject(object: Entry, asked: string, rowOf: (hit: Hit) => PaletteRow): PaletteRow[] {
  const actions: Entry[] = [
    { ...object, id: `${object.id}#open`, title: i18next.t('palette.open_object'), detail: object.title },
    ...(object.more ?? []).map((one) => ({
      ...object,
      id: `${object.id}#${one.label}`,
      title: one.label,
      detail: object.title,
      open: one.perform,
    })),
  ];
  return hitsFor(actions, asked || ' ', []).map(rowOf);
}
