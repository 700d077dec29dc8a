/** Which settings of the workspace somebody changed. */

import type { components } from '../../../api/generated';

export type Settings = Omit<components['schemas']['SchedulingSettings'], 'limits'>;

export function changesOf(stored: Settings, values: Settings): (keyof Settings)[] {
  return (Object.keys(values) as (keyof Settings)[]).filter((name) => values[name] !== stored[name]);
}
