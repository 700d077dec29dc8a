/** Tabs of a panel, by mouse and by arrow keys. */

import { type KeyboardEvent, type ReactNode, useId } from 'react';

interface TabsProps<T extends string> {
  label: string;
  tabs: readonly { readonly name: T; readonly label: string; readonly mark?: ReactNode }[];
  active: T;
  onChoose: (name: T) => void;
  children: ReactNode;
}

export function Tabs<T extends string>({ label, tabs, active, onChoose, children }: TabsProps<T>) {
  const id = useId();
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const at = tabs.findIndex((tab) => tab.name === active);
    const next = tabs[(at + by + tabs.length) % tabs.length];
    if (!next) return;
    onChoose(next.name);
    event.currentTarget.querySelector<HTMLElement>(`[data-tab="${next.name}"]`)?.focus();
  };
  return (
    <>
      <div className="utabs panel-tabs" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab.name}
            type="button"
            role="tab"
            id={`${id}-${tab.name}`}
            data-tab={tab.name}
            aria-selected={tab.name === active}
            aria-controls={`${id}-panel`}
            tabIndex={tab.name === active ? 0 : -1}
            className={tab.name === active ? 'on' : ''}
            onClick={() => onChoose(tab.name)}
          >
            {tab.label}
            {tab.mark}
          </button>
        ))}
      </div>
      <div className="panel-scroll" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${active}`}>
        {children}
      </div>
    </>
  );
}
