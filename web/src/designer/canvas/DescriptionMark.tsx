/** A small mark where something has a note of its own; the note is shown while it is pointed at, focused or selected. */

import { Popover } from '@mantine/core';
import { MessageSquareText } from 'lucide-react';
import { useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesigner } from '../context';
import { NoteText } from './NoteText';

/** `selected`: the node or edge it stands at; with others selected too, only the mark is shown. */
export function DescriptionMark({ text, name, selected }: { text: string; name: string; selected: boolean }) {
  const { t } = useTranslation();
  const [focused, setFocused] = useState(false);
  const [pointed, setPointed] = useState(false);
  const { store } = useDesigner();
  const alone = useSyncExternalStore(store.subscribe, () => {
    const { nodes, edges } = store.get().selection;
    return nodes.length + edges.length === 1;
  });
  const open = (selected && alone) || focused || pointed;
  if (text.trim() === '') return null;
  return (
    <Popover
      opened={open}
      position="right-start"
      offset={10}
      withinPortal
      transitionProps={{ duration: 0 }}
      zIndex={90}
    >
      <Popover.Target>
        <button
          type="button"
          className="desc-mark nodrag"
          tabIndex={-1}
          aria-label={t('note.of', { name })}
          aria-expanded={open}
          data-testid={`desc-mark-${name}`}
          onPointerEnter={() => setPointed(true)}
          onPointerLeave={() => setPointed(false)}
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
        >
          <MessageSquareText size={12} />
        </button>
      </Popover.Target>
      <Popover.Dropdown className="desc-card nodrag nopan nowheel">
        <NoteText text={text} />
      </Popover.Dropdown>
    </Popover>
  );
}
