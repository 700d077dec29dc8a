/** Twelve months of days; a click makes a working day a day off, or the other way round. */

import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayName, plusDays } from '../overview/days';
import { weekday } from '../words';
import type { WorkingDays } from './api';
import { countWorking, daysOf, type Overrides, weekdayOf, works } from './year';

const MONTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const WEEK = [1, 2, 3, 4, 5, 6, 7];
const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

interface YearViewProps {
  year: number;
  week: WorkingDays;
  overrides: Overrides;
  disabled: boolean;
  onToggle: (day: string) => void;
}

export function YearView({ year, week, overrides, disabled, onToggle }: YearViewProps) {
  const { t, i18n } = useTranslation();
  const holder = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState('');
  const stop = active.startsWith(`${year}-`) ? active : `${year}-01-01`;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    const from = event.target instanceof HTMLElement ? event.target.dataset.day : undefined;
    if (step === undefined || !from) return;
    event.preventDefault();
    const next = plusDays(from, step);
    if (!next.startsWith(`${year}-`)) return;
    setActive(next);
    holder.current?.querySelector<HTMLElement>(`[data-day="${next}"]`)?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys move between the days, which are buttons.
    <div className="yearview" ref={holder} onKeyDown={onKeyDown}>
      {MONTHS.map((month) => {
        const days = daysOf(year, month);
        const name = dayName(days[0] ?? `${year}-01-01`, i18n.language, 'month');
        const working = countWorking(days, week, overrides);
        return (
          <section key={month} className="yearmonth" aria-label={name}>
            <div className="row yearmonth-head">
              <h4 className="b5 grow">{name}</h4>
              <span className="t3 s11 tn">{t('calendars.working_count', { count: working })}</span>
            </div>
            <div className="yeardays">
              {WEEK.map((day) => (
                <span key={day} className="yearweekday" aria-hidden="true">
                  {weekday(day, i18n.language, 'short').slice(0, 2)}
                </span>
              ))}
              {days.map((day, index) => (
                <Day
                  key={day}
                  day={day}
                  column={index === 0 ? weekdayOf(day) : undefined}
                  working={works(day, week, overrides)}
                  set={overrides[day] !== undefined}
                  stop={day === stop}
                  disabled={disabled}
                  onToggle={onToggle}
                />
              ))}
            </div>
          </section>
        );
      })}
    </div>
  );
}

interface DayProps {
  day: string;
  column: number | undefined;
  working: boolean;
  set: boolean;
  stop: boolean;
  disabled: boolean;
  onToggle: (day: string) => void;
}

function Day({ day, column, working, set, stop, disabled, onToggle }: DayProps) {
  const { t, i18n } = useTranslation();
  const label = `${dayName(day, i18n.language, 'full')}, ${t(working ? 'calendars.working' : 'calendars.off')}${set ? `, ${t('calendars.override')}` : ''}`;
  return (
    <button
      type="button"
      className={`yearday tn ${working ? '' : 'off'} ${set ? 'set' : ''}`}
      style={column ? { gridColumnStart: column } : undefined}
      data-day={day}
      data-testid={`day-${day}`}
      data-working={working}
      tabIndex={stop ? 0 : -1}
      aria-pressed={working}
      aria-label={label}
      title={label}
      aria-disabled={disabled}
      onClick={() => !disabled && onToggle(day)}
    >
      {Number(day.slice(8))}
    </button>
  );
}
