/** Running the submitted version at once: what runs, and what is sent (R119, R135). */

import { get, request } from '../../api/client';
import type { components } from '../../api/generated';
import { fetchJob, ws } from '../../api/queries';
import { fillDefinition, type JobDefinition, type Parameter } from '../../lib/definition';

type Server = components['schemas'];

export interface SubmittedVersion {
  readonly number: number;
  readonly params: readonly Parameter[];
  /** The draft differs from it. */
  readonly changed: boolean;
}

/** The version that would run, read anew; null when none was submitted. */
export async function fetchSubmitted(jobId: number): Promise<SubmittedVersion | null> {
  const job = await fetchJob(jobId);
  if (job.submitted_version === null) return null;
  const version = await get<Server['VersionWithContent']>(ws(`/jobs/${jobId}/versions/${job.submitted_version}`));
  const { params } = fillDefinition(version.definition as Partial<JobDefinition>);
  return { number: version.version_no, params, changed: job.changed_since_submit };
}

/** Only what was typed and differs; a hidden value is not known here, so all that was typed for it counts. */
export function changedValues(
  params: readonly Parameter[],
  typed: ReadonlyMap<string, string>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    params.flatMap(({ name, value, masked }) => {
      const text = typed.get(name) ?? '';
      return text === '' || (text === value && !masked) ? [] : [[name, text]];
    }),
  );
}

export const runNow = (jobId: number, params: Readonly<Record<string, string>>, key: string) =>
  request<Server['InstanceSummaryAnswer']>(
    'POST',
    ws(`/jobs/${jobId}/run-now`),
    { params },
    { 'Idempotency-Key': key },
  );
