/** Times and durations as people read them. Plan times are shown in the job's zone, all others in the reader's. */

function parts(iso: string, zone: string | undefined, withSeconds: boolean): Record<string, string> {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: withSeconds ? '2-digit' : undefined,
    hourCycle: 'h23',
  });
  return Object.fromEntries(format.formatToParts(new Date(iso)).map((p) => [p.type, p.value]));
}

function safeZone(zone: string | null | undefined): string | undefined {
  if (!zone) return undefined;
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: zone });
    return zone;
  } catch {
    return undefined;
  }
}

/** `2026-11-22 02:00` */
export function minute(iso: string | null, zone?: string | null): string {
  if (!iso) return '–';
  const p = parts(iso, safeZone(zone), false);
  return `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}`;
}

/** `10:41:07`, with the day when it is another one. */
export function clock(iso: string | null): string {
  if (!iso) return '–';
  const p = parts(iso, undefined, true);
  const time = `${p.hour}:${p.minute}:${p.second}`;
  const today = parts(new Date().toISOString(), undefined, true);
  const sameDay = p.year === today.year && p.month === today.month && p.day === today.day;
  return sameDay ? time : `${p.year}-${p.month}-${p.day} ${time}`;
}

/** `10:43:12.031` */
export function logClock(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return '';
  const pad = (n: number, size: number) => String(n).padStart(size, '0');
  return `${pad(at.getHours(), 2)}:${pad(at.getMinutes(), 2)}:${pad(at.getSeconds(), 2)}.${pad(at.getMilliseconds(), 3)}`;
}

/** `12 ms`, `930 ms`, `1.9 s`, `41 s`, `3m 12s`, `2h 05m` */
export function duration(ms: number): string {
  if (ms < 0) return '0 s';
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${String(seconds % 60).padStart(2, '0')}s`;
  return `${Math.floor(minutes / 60)}h ${String(minutes % 60).padStart(2, '0')}m`;
}

/** Milliseconds from start to end, or to now while it runs; null when it has not started. */
export function elapsed(started: string | null, ended: string | null, now: number): number | null {
  if (!started) return null;
  return Math.max(0, (ended ? Date.parse(ended) : now) - Date.parse(started));
}
