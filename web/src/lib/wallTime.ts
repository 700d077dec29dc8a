/** Wall times of a zone as instants. */

export function clockFields(at: number, zone: string): Record<string, string> {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  return Object.fromEntries(format.formatToParts(at).map((part) => [part.type, part.value]));
}

/** What the clocks of a zone show at an instant, as milliseconds of a clock that knows no zone. */
function shown(at: number, zone: string): number {
  const f = clockFields(at, zone);
  return Date.UTC(
    Number(f.year),
    Number(f.month) - 1,
    Number(f.day),
    Number(f.hour),
    Number(f.minute),
    Number(f.second),
  );
}

/** The instant of a wall time `2026-01-01T00:00:00` in a zone; in the hour that occurs twice, the first. */
export function instantOf(wall: string, zone: string): string {
  const wanted = Date.parse(`${wall}Z`);
  const before = wanted - (shown(wanted - 86_400_000, zone) - (wanted - 86_400_000));
  const after = wanted - (shown(wanted + 86_400_000, zone) - (wanted + 86_400_000));
  const fits = [before, after].filter((at) => shown(at, zone) === wanted);
  return new Date(fits.length ? Math.min(...fits) : before).toISOString();
}
