/** Names and values in two columns. */

import type { ReactNode } from 'react';

export function Facts({ rows }: { rows: readonly (readonly [string, ReactNode] | null)[] }) {
  return (
    <dl className="facts">
      {rows
        .filter((row) => row !== null)
        .map(([name, value]) => (
          <div key={name} className="facts-row">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** A value of any kind as text: texts as they are, all else as JSON. */
export function ValueText({ value }: { value: unknown }) {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return <pre className="valuetext">{text}</pre>;
}
