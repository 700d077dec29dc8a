/** Which jobs are open in this tab of the browser, in which order, and which is shown. Pure but for where it is kept. */

const STORED = 'millrace_open_jobs';

export interface TabList {
  readonly ids: readonly number[];
  readonly active: number | null;
}

export const noTabs: TabList = { ids: [], active: null };

export function shown(tabs: TabList, id: number): TabList {
  return { ids: tabs.ids.includes(id) ? tabs.ids : [...tabs.ids, id], active: id };
}

/** Without that tab; its neighbour is shown if it was the active one. */
export function without(tabs: TabList, id: number): TabList {
  const place = tabs.ids.indexOf(id);
  if (place < 0) return tabs;
  const ids = tabs.ids.filter((other) => other !== id);
  const active = tabs.active === id ? (ids[place] ?? ids[place - 1] ?? null) : tabs.active;
  return { ids, active };
}

export function moved(tabs: TabList, id: number, to: number): TabList {
  const others = tabs.ids.filter((other) => other !== id);
  if (others.length === tabs.ids.length) return tabs;
  const place = Math.max(0, Math.min(others.length, to));
  const ids = [...others.slice(0, place), id, ...others.slice(place)];
  return ids.every((one, index) => one === tabs.ids[index]) ? tabs : { ...tabs, ids };
}

/** The tab `by` places further, going round. */
export function neighbour(tabs: TabList, id: number, by: number): number | undefined {
  const { length } = tabs.ids;
  return length === 0 ? undefined : tabs.ids[(tabs.ids.indexOf(id) + by + length) % length];
}

export function readTabs(text: string | null): TabList | null {
  try {
    const raw: unknown = JSON.parse(text ?? 'null');
    const list = Array.isArray(raw) ? { ids: raw, active: null } : raw;
    if (typeof list !== 'object' || list === null || !('ids' in list) || !Array.isArray(list.ids)) return null;
    const ids = [...new Set(list.ids.filter((id): id is number => Number.isSafeInteger(id)))];
    const active =
      'active' in list && typeof list.active === 'number' && ids.includes(list.active) ? list.active : null;
    return { ids, active };
  } catch {
    return null;
  }
}

/** Of this tab, else of the one used last. */
export function storedTabs(): TabList {
  try {
    return readTabs(sessionStorage.getItem(STORED)) ?? readTabs(localStorage.getItem(STORED)) ?? noTabs;
  } catch {
    return noTabs;
  }
}

export function storeTabs(tabs: TabList): void {
  const text = JSON.stringify(tabs);
  try {
    sessionStorage.setItem(STORED, text);
    localStorage.setItem(STORED, text);
  } catch {
    // Tabs are a convenience: without storage they live as long as the page.
  }
}
